/**
 * The live page: a small web server that follows a results topic and shows its windows, groups and
 * dead letters in a browser. It reads from Kafka only; any number of them may look at one topic.
 */
package dev.sliderule.dashboard;

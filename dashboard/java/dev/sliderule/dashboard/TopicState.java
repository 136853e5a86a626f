package dev.sliderule.dashboard;

/** What following a topic has come to. */
enum TopicState {
  /** No answer yet. */
  CONNECTING,
  /** Kafka answers, but there is no such topic yet. */
  WAITING,
  /** All is well. */
  READING,
  /** Kafka does not answer, or refuses. */
  UNREACHABLE
}

package dev.sliderule.bench;

import java.util.ArrayList;
import java.util.List;

/** Our pipeline on the DirectRunner, from the jar that {@code make run-pipeline} runs. */
final class DirectRunnerPipeline implements Subject {
  @Override
  public String letter() {
    return "d";
  }

  @Override
  public String name() {
    return "Sliderule, DirectRunner";
  }

  @Override
  public List<String> command(Run run) {
    List<String> command = new ArrayList<>();
    command.add("-Xmx" + run.heap());
    command.add(COLLECTOR);
    command.add("-XX:ActiveProcessorCount=" + CORES);
    command.add("-jar");
    command.add("target/sliderule.jar");
    command.add("pipeline");
    command.addAll(SliderulePipeline.options(run));
    return command;
  }
}

package dev.sliderule.launcher;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The command lines that run the two jobs. */
interface JobCommands {
  /** Options that the command line of the pipeline takes beside the pipeline's own. */
  Collection<String> runnerOptions();

  /** The program and its arguments that run the pipeline. */
  List<String> pipeline(List<String> arguments);

  /** The program and its arguments that run the generator. */
  List<String> generator(List<String> arguments);

  /** Environment variables that the programs need. */
  Map<String, String> environment();
}

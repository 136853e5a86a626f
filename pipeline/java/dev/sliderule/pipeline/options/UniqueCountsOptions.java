package dev.sliderule.pipeline.options;

import java.util.List;

/** All options of the pipeline. */
public interface UniqueCountsOptions
    extends KafkaReadOptions, EventOptions, WindowOptions, EstimatorOptions, OutputOptions {

  /** The option groups in the order in which {@code --help} shows them. */
  List<Class<?>> GROUPS =
      List.of(
          KafkaReadOptions.class,
          EventOptions.class,
          WindowOptions.class,
          EstimatorOptions.class,
          OutputOptions.class);
}

package dev.sliderule.pipeline.options;

import dev.sliderule.common.StatusOptions;
import java.util.List;

/** All options of the pipeline. */
public interface UniqueCountsOptions
    extends KafkaReadOptions,
        EventOptions,
        WindowOptions,
        EstimatorOptions,
        OutputOptions,
        StatusOptions {

  /** The option groups in the order in which {@code --help} shows them. */
  List<Class<?>> GROUPS =
      List.of(
          KafkaReadOptions.class,
          EventOptions.class,
          WindowOptions.class,
          EstimatorOptions.class,
          OutputOptions.class,
          StatusOptions.class);
}

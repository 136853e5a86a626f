package dev.sliderule.generator.options;

import dev.sliderule.common.StatusOptions;
import java.util.List;

/** All options of the generator. */
public interface GeneratorOptions
    extends KafkaWriteOptions,
        SourceOptions,
        SyntheticOptions,
        PaceOptions,
        DisorderOptions,
        StatusOptions {

  /** The option groups in the order in which {@code --help} shows them. */
  List<Class<?>> GROUPS =
      List.of(
          KafkaWriteOptions.class,
          SourceOptions.class,
          SyntheticOptions.class,
          PaceOptions.class,
          DisorderOptions.class,
          StatusOptions.class);
}

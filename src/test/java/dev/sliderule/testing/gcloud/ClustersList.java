package dev.sliderule.testing.gcloud;

/** {@code gcloud dataproc clusters list}. */
final class ClustersList extends DataprocCommand {
  @Override
  void declare(Flags flags) {
    flags.listing().required("--region");
  }

  @Override
  void run(Call call) {
    call.out()
        .print(Format.of(call).many(Filter.apply(call, Resources.list(call, Resources.CLUSTERS))));
  }
}

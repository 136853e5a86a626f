package dev.sliderule.testing.gcloud;

/** {@code gcloud dataproc clusters describe}. */
final class ClustersDescribe extends DataprocCommand {
  @Override
  void declare(Flags flags) {
    flags.positional("CLUSTER").required("--region");
  }

  @Override
  void run(Call call) {
    String name = Resources.name(call, Resources.CLUSTERS, call.required("CLUSTER"));
    call.out()
        .print(Format.of(call).one(Resources.get(call.state().read(), Resources.CLUSTERS, name)));
  }
}

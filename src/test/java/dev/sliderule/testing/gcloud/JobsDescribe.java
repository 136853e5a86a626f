package dev.sliderule.testing.gcloud;

/** {@code gcloud dataproc jobs describe}. */
final class JobsDescribe extends DataprocCommand {
  @Override
  void declare(Flags flags) {
    flags.positional("JOB").required("--region");
  }

  @Override
  void run(Call call) {
    String name = Resources.name(call, Resources.JOBS, call.required("JOB"));
    call.out().print(Format.of(call).one(Jobs.look(call.state(), name)));
  }
}

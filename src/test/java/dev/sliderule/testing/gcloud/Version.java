package dev.sliderule.testing.gcloud;

/** {@code gcloud version}. */
final class Version extends Command {
  @Override
  void declare(Flags flags) {}

  @Override
  boolean needsAccount() {
    return false;
  }

  @Override
  void run(Call call) {
    Format format = Format.of(call);
    call.out()
        .print(
            format.isDefault()
                ? "Google Cloud SDK 528.0.0\ncore 2025.06.20\n"
                : format.one(
                    Json.object().put("Google Cloud SDK", "528.0.0").put("core", "2025.06.20")));
  }
}

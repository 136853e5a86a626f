package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.JsonNode;

/** {@code gcloud config get-value}, and its short form. */
final class ConfigGet extends Command {
  @Override
  void declare(Flags flags) {
    flags.positional("SECTION/PROPERTY");
  }

  @Override
  boolean needsAccount() {
    return false;
  }

  @Override
  void run(Call call) {
    String property = call.required("SECTION/PROPERTY").replaceFirst("^core/", "");
    JsonNode root = call.state().read();
    if (property.equals("account")) {
      print(call, root.path("account").asText());
    } else if (property.matches("project|(compute|dataproc)/(region|zone)")) {
      print(call, root.path("config").path(property).asText());
    } else {
      throw Failure.of("Section [core] has no property [%s].", property);
    }
  }

  private static void print(Call call, String value) {
    if (value.isEmpty()) {
      call.status("(unset)");
    } else {
      call.out().println(value);
    }
  }
}

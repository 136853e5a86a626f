package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** {@code gcloud services list}, of enabled services only. */
final class ServicesList extends Command {
  @Override
  void declare(Flags flags) {
    flags.listing().bool("--enabled");
  }

  @Override
  void run(Call call) {
    String project = call.project();
    List<ObjectNode> services = new ArrayList<>();
    for (String api : Json.texts(call.state().read().path("apis"))) {
      ObjectNode service = Json.object();
      service.putObject("config").put("name", api);
      service.put("name", "projects/" + project + "/services/" + api).put("state", "ENABLED");
      services.add(service);
    }
    call.out().print(Format.of(call).many(Filter.apply(call, services)));
  }
}

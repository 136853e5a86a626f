package dev.sliderule.testing.gcloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** {@code gcloud auth list}. */
final class AuthList extends Command {
  @Override
  void declare(Flags flags) {
    flags.listing();
  }

  @Override
  boolean needsAccount() {
    return false;
  }

  @Override
  void run(Call call) {
    String account = call.state().read().path("account").asText();
    if (account.isEmpty()) {
      call.status("%nNo credentialed accounts.%n%nTo login, run:%n  $ gcloud auth login `ACCOUNT`");
      return;
    }
    List<ObjectNode> accounts =
        List.of(Json.object().put("account", account).put("status", "ACTIVE"));
    call.out().print(Format.of(call).many(Filter.apply(call, accounts)));
  }
}

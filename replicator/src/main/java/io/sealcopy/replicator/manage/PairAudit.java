package io.sealcopy.replicator.manage;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonException;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.target.admin.AdminRoute.Request;
import io.sealcopy.target.admin.AdminRoute.Response;

/** What the audit log says of a command that came over the administration API. */
final class PairAudit {
  private static final int MOST_CHARACTERS = 300;

  private PairAudit() {}

  static String line(Request request, Response response) {
    String[] parts = request.path().split("/", -1);
    boolean create = request.path().isEmpty();
    String pair = create ? member(request.body(), "name") : parts[0];
    String command =
        create
            ? create(request.body())
            : request.method().equals("DELETE") ? "delete" : parts.length > 1 ? parts[1] : "";
    String outcome = response.status() == 200 ? "done" : member(response.body(), "error");
    return "api caller=%s path=\"%s\" pair=%s command=\"%s\" outcome=\"%s\" status=%d"
        .formatted(
            plain(request.caller()),
            plain(request.method() + " /v1/pairs" + (create ? "" : "/" + request.path())),
            plain(pair),
            plain(command),
            plain(outcome),
            response.status());
  }

  private static String create(String body) {
    try {
      JsonObject asked = Json.parse(body);
      return asked.has("options")
              && asked.object("options").has("seal")
              && !asked.object("options").flag("seal")
          ? "create seal=off (a plain copy)"
          : "create";
    } catch (JsonException _) {
      return "create";
    }
  }

  private static String member(String body, String name) {
    try {
      JsonObject object = Json.parse(body);
      return object.optionalText(name).orElse("?");
    } catch (JsonException _) {
      return "?";
    }
  }

  /** What came from outside must not look like another line or another field. */
  private static String plain(String text) {
    String one = text.replaceAll("[\\p{Cntrl}\"]", "'");
    return one.length() > MOST_CHARACTERS ? one.substring(0, MOST_CHARACTERS) : one;
  }
}

package io.sealcopy.replicator.manage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonException;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.crypto.Certificates;
import io.sealcopy.crypto.Result;
import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.ParsedUrl;
import io.sealcopy.replicator.manage.ManageResult.Done;
import io.sealcopy.replicator.manage.ManageResult.Failed;
import io.sealcopy.replicator.manage.PairManager.ChapSecretToKeep;
import io.sealcopy.replicator.pair.CommandResult;
import io.sealcopy.replicator.pair.PairFault;
import io.sealcopy.replicator.pair.PairOptions;
import io.sealcopy.replicator.pair.PairStatus;
import io.sealcopy.replicator.pair.VerifyJson;
import io.sealcopy.target.admin.AdminRoute;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code /v1/pairs}: the pair commands over HTTP and JSON. The members' names are stable. */
public final class PairApi implements AdminRoute {
  private final PairManager manager;
  private final UnaryOperator<String> remotes;
  private final Consumer<String> audit;

  /**
   * @param remotes makes an URL of what {@code pair create --remote} takes; returns what it does
   *     not know
   * @param audit takes a line for every command
   */
  public PairApi(PairManager manager, UnaryOperator<String> remotes, Consumer<String> audit) {
    this.manager = manager;
    this.remotes = remotes;
    this.audit = audit;
  }

  @Override
  public boolean writesAudit() {
    return true;
  }

  @Override
  public Response handle(Request request) {
    String[] parts = request.path().isEmpty() ? new String[0] : request.path().split("/", -1);
    Response response;
    try {
      response = handle(request, parts);
    } catch (JsonException e) {
      response = Response.error(400, String.valueOf(e.getMessage()));
    }
    if (!request.method().equals("GET")) {
      audit.accept(PairAudit.line(request, response));
    }
    return response;
  }

  private Response handle(Request request, String[] parts) {
    return switch (request.method() + " " + parts.length) {
      case "GET 0" -> Response.json(200, Map.of("pairs", views(Optional.empty(), false)));
      case "POST 0" -> create(Json.parse(request.body()));
      case "GET 1" -> show(parts[0], Boolean.parseBoolean(request.query().get("brief")));
      case "GET 2" -> unshipped(parts[0], parts[1]);
      case "DELETE 1" -> told(manager.delete(parts[0], request.query().getOrDefault("token", "")));
      case "POST 2" -> command(parts[0], parts[1], request);
      default ->
          Response.error(404, "pairs: there is no " + request.method() + " " + request.path());
    };
  }

  /**
   * Shows a pair.
   *
   * @param brief without what the remote has to be asked for
   */
  private Response show(String name, boolean brief) {
    List<Map<String, @Nullable Object>> views = views(Optional.of(name), brief);
    return views.isEmpty()
        ? Response.error(404, "there is no pair " + name)
        : Response.json(200, views.getFirst());
  }

  private Response unshipped(String name, String what) {
    if (!what.equals("unshipped")) {
      return Response.error(404, "a pair has no " + what);
    }
    return manager
        .unshipped(name)
        .map(view -> Response.json(200, view.toJson(System.currentTimeMillis())))
        .orElseGet(() -> Response.error(404, "there is no pair " + name));
  }

  private List<Map<String, @Nullable Object>> views(Optional<String> name, boolean brief) {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (PairManager.View view : manager.views(name)) {
      all.add(view(view, brief ? new long[0] : manager.ciphertext(view)));
    }
    return all;
  }

  /** Bytes, or null when nobody knows. */
  private static @Nullable Object known(long bytes) {
    return bytes == CiphertextCount.UNKNOWN ? null : bytes;
  }

  private static List<Map<String, @Nullable Object>> members(
      List<PairMember> members, long[] ciphertext) {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      Map<String, @Nullable Object> json = view(members.get(i));
      if (ciphertext.length > 0) {
        json.put("ciphertext_bytes", known(ciphertext[i]));
      }
      all.add(json);
    }
    return all;
  }

  private static Map<String, @Nullable Object> view(PairManager.View view, long[] ciphertext) {
    PairDefinition pair = view.definition();
    PairStatus status = view.status();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("group", pair.name());
    json.put("pair", pair.name());
    json.put("side", "P");
    json.put("lu", pair.first().volume());
    json.put("remote", pair.first().remote().toString());
    json.put("members", members(pair.members(), ciphertext));
    json.put("foreign", pair.foreign());
    json.put("state", status.state());
    PairFault fault = status.fault();
    if (fault != null) {
      json.put("reason", fault.reason());
      json.put("message", fault.message());
    }
    json.put("consistent", status.consistent());
    json.put("copied_percent", status.copiedPercent());
    json.put("journal_percent", status.journalPercent());
    json.put("lag_seconds", status.lagMillis() / 1000.0);
    json.put("lag_bytes", status.lagBytes());
    json.put("lag_changes", status.lagChanges());
    json.put("dirty_regions", status.dirtyRegions());
    json.put("regions", status.regions());
    json.put("volume_bytes", pair.byteCount());
    if (ciphertext.length > 0) {
      boolean all = Arrays.stream(ciphertext).noneMatch(each -> each == CiphertextCount.UNKNOWN);
      json.put("ciphertext_bytes", all ? (Object) Arrays.stream(ciphertext).sum() : null);
    }
    json.put("generation", pair.generation());
    json.put("key_id", pair.keyId().toString());
    json.put("group_id", pair.groupId());
    json.put("volume_id", pair.first().volumeId());
    json.put("options", PairOptionsJson.write(pair.options()));
    json.put("pair_epoch", pair.pairEpoch());
    json.put("acknowledged_sequence", status.acknowledgedSequence());
    json.put("last_sequence", status.lastSequence());
    json.put("link", status.link().word());
    json.put("link_seconds", status.link().sinceMillis() / 1000);
    String message = status.link().message();
    String note = status.link().note();
    if (message != null || note != null) {
      json.put("link_message", message != null ? message : String.valueOf(note));
    }
    json.put("verify", VerifyJson.write(status.verify()));
    json.put("warnings", view.warnings());
    json.put("token", pair.token());
    return json;
  }

  private static Map<String, @Nullable Object> view(PairMember member) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("lu", member.volume());
    json.put("remote", member.remote().toString());
    json.put("volume_bytes", member.geometry().byteCount());
    json.put("volume_id", member.volumeId());
    return json;
  }

  /** One volume beside the other members, or several in {@code members}. */
  private List<PairRequest.Member> members(JsonObject body) {
    List<JsonObject> members = body.has("members") ? body.objects("members") : List.of(body);
    return members.stream().map(this::member).toList();
  }

  private PairRequest.Member member(JsonObject from) {
    return switch (IscsiUrl.parse(remotes.apply(from.text("remote")))) {
      case IscsiUrl url -> new PairRequest.Member(from.text("volume"), url);
      case ParsedUrl.Invalid(String problem) -> throw new JsonException("remote: " + problem);
    };
  }

  private Response create(JsonObject body) {
    List<X509Certificate> recipients = new ArrayList<>();
    for (String pem : body.texts("recipients")) {
      switch (Certificates.read(pem.getBytes(UTF_8))) {
        case Result.Ok<X509Certificate>(X509Certificate read) -> recipients.add(read);
        case Result.Refused<X509Certificate>(var refusal) -> {
          return Response.error(400, "recipient: " + refusal.message());
        }
      }
    }
    Optional<ChapSecretToKeep> secret =
        body.optionalText("chap_user")
            .map(user ->
                new ChapSecretToKeep(user, Base64.getDecoder().decode(body.text("chap_secret"))));
    Optional<ChapLogin> chap =
        secret.map(given ->
            ChapLogin.oneWay(RemoteLogins.credentials(given.user(), given.secret().clone())));
    PairRequest request =
        new PairRequest(
            body.text("name"),
            members(body),
            body.flag("foreign"),
            PairOptionsJson.requested(body, body.flag("foreign")),
            recipients,
            body.optionalText("escrow").map(Path::of),
            chap,
            body.has("define") && body.flag("define"),
            !body.has("copy") || body.flag("copy"),
            body.has("compare") && body.flag("compare"));
    boolean full = body.has("swap_full") && body.flag("swap_full");
    boolean swap = full || (body.has("swap") && body.flag("swap"));
    ManageResult<PairDefinition> made =
        swap ? manager.createSwapped(request, secret, full) : manager.create(request, secret);
    return switch (made) {
      case Done<PairDefinition>(PairDefinition pair) -> show(pair.name(), false);
      case Failed<PairDefinition>(var kind, String message) -> failed(kind, message);
    };
  }

  private static Response told(ManageResult<String> result) {
    return switch (result) {
      case Done<String>(String message) -> Response.json(200, Map.of("message", message));
      case Failed<String>(var kind, String message) -> failed(kind, message);
    };
  }

  private static Response failed(ManageResult.Kind kind, String message) {
    return Response.error(
        switch (kind) {
          case USAGE -> 400;
          case REFUSED -> 409;
          case UNREACHABLE -> 504;
          case STORAGE -> 500;
        },
        message);
  }

  private Response command(String name, String what, Request request) {
    if (views(Optional.of(name), true).isEmpty()) {
      return Response.error(404, "there is no pair " + name);
    }
    return switch (what) {
      case "flush" -> wait(manager.flush(name), request.query().getOrDefault("timeout", "60"));
      case "swap" -> told(manager.swap(name, request.query().getOrDefault("token", "")));
      case "split" -> wait(manager.split(name), "60");
      case "start" -> wait(manager.begin(name, mode(request)), "60");
      case "modify" -> wait(modify(name, Json.parse(request.body())), "60");
      case "resync" -> {
        boolean keep = Boolean.parseBoolean(request.query().get("keep_image"));
        String refusal = keep ? manager.keepImage(name) : null;
        if (refusal != null) {
          yield Response.error(409, refusal);
        }
        if (Boolean.parseBoolean(request.query().get("compare"))) {
          manager.compare(name);
        }
        yield wait(manager.resync(name), "60");
      }
      case "verify" -> wait(manager.verify(name, rate(request)), "60");
      case "disaster" -> told(manager.disaster(name));
      case "stop-verify" -> wait(manager.stopVerify(name), "60");
      default -> Response.error(404, "there is no command " + what);
    };
  }

  private static Optional<PairOptions.Mode> mode(Request request) {
    if (request.body().isBlank()) {
      return Optional.empty();
    }
    JsonObject body = Json.parse(request.body());
    return body.has("mode")
        ? Optional.of(PairOptionsJson.changed(PairOptions.DEFAULT, body).mode())
        : Optional.empty();
  }

  private CompletableFuture<CommandResult> modify(String name, JsonObject body) {
    return manager.modify(name, options -> PairOptionsJson.changed(options, body));
  }

  private static long rate(Request request) {
    try {
      return Math.max(Long.parseLong(request.query().getOrDefault("rate", "0")), 0);
    } catch (NumberFormatException _) {
      throw new JsonException("rate is not a number of bytes a second");
    }
  }

  private static Response wait(CompletableFuture<CommandResult> result, String seconds) {
    try {
      return switch (result.get(Long.parseLong(seconds), TimeUnit.SECONDS)) {
        case CommandResult.Done _ -> Response.json(200, Map.of("done", true));
        case CommandResult.NotNow(String message) -> Response.error(409, message);
      };
    } catch (NumberFormatException _) {
      return Response.error(400, "timeout is not a number of seconds: " + seconds);
    } catch (TimeoutException _) {
      return Response.error(504, "not done within " + seconds + " s; it goes on");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Response.error(503, "the main centre is stopping");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}

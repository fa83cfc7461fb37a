package io.sealcopy.target.remote;

import io.sealcopy.target.admin.AdminRoute.Request;
import io.sealcopy.target.admin.AdminRoute.Response;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code POST /v1/copies/NAME/takeover?token=T} (with {@code &image=true}: and go back to the
 * earlier image that is kept) and {@code POST /v1/copies/NAME/disaster}. A copy that belongs to a
 * group is taken over with all others of it.
 */
public final class CopyCommands {
  private static final int SECONDS = 60;

  private final Supplier<List<SealedCopy>> copies;
  private final AuditLog audit;

  /** Every use is written to {@code audit}. */
  public CopyCommands(Supplier<List<SealedCopy>> copies, AuditLog audit) {
    this.copies = copies;
    this.audit = audit;
  }

  Response handle(Request request) {
    String[] parts = request.path().split("/", -1);
    if (!request.method().equals("POST") || parts.length != 2) {
      return Response.error(405, "there is GET, POST NAME/takeover and POST NAME/disaster");
    }
    Optional<SealedCopy> copy =
        copies.get().stream().filter(each -> each.name().equals(parts[0])).findFirst();
    if (copy.isEmpty()) {
      return Response.error(404, "there is no copy " + parts[0]);
    }
    return switch (parts[1]) {
      case "takeover" ->
          takeOver(
              copy.get(),
              request.query().getOrDefault("token", ""),
              Boolean.parseBoolean(request.query().get("image")));
      case "disaster" -> disaster(copy.get());
      default -> Response.error(404, "a copy has no command " + parts[1]);
    };
  }

  private Response takeOver(SealedCopy copy, String token, boolean toImage) {
    long number;
    try {
      number = HexFormat.fromHexDigitsToLong(token) & Long.MAX_VALUE;
    } catch (IllegalArgumentException _) {
      return Response.error(400, "the token is 16 hexadecimal digits, as the copy's status shows");
    }
    return toImage
        ? run(copy, "take over earlier image", l -> new CopyEvent.TakeOverImage(number, l))
        : run(copy, "take over", l -> new CopyEvent.TakeOverCopy(number, l));
  }

  private Response disaster(SealedCopy copy) {
    return run(copy, "note disaster", CopyEvent.NoteDisaster::new);
  }

  private Response run(
      SealedCopy copy, String what, Function<CopyAnswer.Listener, CopyEvent> event) {
    String outcome;
    Response response;
    try {
      CopyAnswer answer = copy.ask(event).get(SECONDS, TimeUnit.SECONDS);
      outcome = why(answer);
      response =
          outcome.equals("good")
              ? Response.json(200, Map.of("copy", copy.name(), "done", what))
              : Response.error(409, "copy " + copy.name() + ": " + outcome);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome = "interrupted";
      response = Response.error(503, outcome);
    } catch (ExecutionException | TimeoutException e) {
      outcome = "no answer within " + SECONDS + " s; it may still be done";
      response = Response.error(504, "copy " + copy.name() + ": " + outcome);
    }
    audit.write("admin API", copy.name(), what, "", outcome);
    return response;
  }

  private static String why(CopyAnswer answer) {
    return switch (answer) {
      case CopyAnswer.Done _, CopyAnswer.Opened _, CopyAnswer.Data _ -> "good";
      case CopyAnswer.WrongField(int _, String why) -> why;
      case CopyAnswer.WrongArgument(String why) -> why;
      case CopyAnswer.OutOfSequence(String why) -> why;
      case CopyAnswer.NotReady(String why) -> why;
      case CopyAnswer.Busy(String why) -> why;
      case CopyAnswer.Failed(var failure) -> failure.message();
    };
  }
}

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
import java.util.regex.Pattern;

/**
 * {@code POST /v1/copies/NAME/takeover?token=T} (with {@code &image=true}: and go back to the
 * earlier image that is kept) and {@code POST /v1/copies/NAME/disaster}. A copy that belongs to a
 * group is taken over with all others of it.
 */
public final class CopyCommands {
  private static final int SECONDS = 60;
  private static final int MOST_CHARACTERS = 300;
  private static final Pattern UNUSUAL = Pattern.compile("[\\p{Cntrl}\"]");
  private static final String DONE = "done";

  private final Supplier<List<SealedCopy>> copies;
  private final AuditLog audit;

  /** Every use is written to {@code audit}. */
  public CopyCommands(Supplier<List<SealedCopy>> copies, AuditLog audit) {
    this.copies = copies;
    this.audit = audit;
  }

  /** An answer, and what the audit log says of it. */
  private record Ended(String command, String outcome, Response response) {
    static Ended refused(String command, int status, String why) {
      return new Ended(command, why, Response.error(status, why));
    }
  }

  /** Does it; one line of the audit log is written, whatever comes of it. */
  Response handle(Request request) {
    String[] parts = request.path().split("/", -1);
    Ended ended = run(request, parts);
    audit.write(
        "api caller=%s path=\"%s /v1/copies/%s\" copy=%s command=\"%s\" outcome=\"%s\" status=%d"
            .formatted(
                plain(request.caller()),
                plain(request.method()),
                plain(request.path()),
                plain(parts[0]),
                plain(ended.command()),
                plain(ended.outcome()),
                ended.response().status()));
    return ended.response();
  }

  /** What came from outside must not look like another line or another field. */
  private static String plain(String text) {
    String one = UNUSUAL.matcher(text).replaceAll("'");
    return one.length() > MOST_CHARACTERS ? one.substring(0, MOST_CHARACTERS) : one;
  }

  private Ended run(Request request, String[] parts) {
    if (!request.method().equals("POST") || parts.length != 2) {
      return Ended.refused("", 405, "there is GET, POST NAME/takeover and POST NAME/disaster");
    }
    Optional<SealedCopy> copy =
        copies.get().stream().filter(each -> each.name().equals(parts[0])).findFirst();
    if (copy.isEmpty()) {
      return Ended.refused(parts[1], 404, "there is no copy " + parts[0]);
    }
    return switch (parts[1]) {
      case "takeover" ->
          takeOver(
              copy.get(),
              request.query().getOrDefault("token", ""),
              Boolean.parseBoolean(request.query().get("image")));
      case "disaster" -> run(copy.get(), "note disaster", CopyEvent.NoteDisaster::new);
      default -> Ended.refused(parts[1], 404, "a copy has no command " + parts[1]);
    };
  }

  private Ended takeOver(SealedCopy copy, String token, boolean toImage) {
    String command = toImage ? "take over earlier image" : "take over";
    long number;
    try {
      number = HexFormat.fromHexDigitsToLong(token) & Long.MAX_VALUE;
    } catch (IllegalArgumentException _) {
      return Ended.refused(
          command, 400, "the token is 16 hexadecimal digits, as the copy's status shows");
    }
    return toImage
        ? run(copy, command, l -> new CopyEvent.TakeOverImage(number, l))
        : run(copy, command, l -> new CopyEvent.TakeOverCopy(number, l));
  }

  private Ended run(SealedCopy copy, String what, Function<CopyAnswer.Listener, CopyEvent> event) {
    try {
      String outcome = why(copy.ask(event).get(SECONDS, TimeUnit.SECONDS));
      return outcome.equals(DONE)
          ? new Ended(what, outcome, Response.json(200, Map.of("copy", copy.name(), "done", what)))
          : Ended.refused(what, 409, "copy " + copy.name() + ": " + outcome);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Ended.refused(what, 503, "interrupted");
    } catch (ExecutionException | TimeoutException e) {
      return Ended.refused(
          what,
          504,
          "copy %s: no answer within %d s; it may still be done".formatted(copy.name(), SECONDS));
    }
  }

  private static String why(CopyAnswer answer) {
    return switch (answer) {
      case CopyAnswer.Done _, CopyAnswer.Opened _, CopyAnswer.Data _ -> DONE;
      case CopyAnswer.WrongField(int _, String why) -> why;
      case CopyAnswer.WrongArgument(String why) -> why;
      case CopyAnswer.OutOfSequence(String why) -> why;
      case CopyAnswer.NotReady(String why) -> why;
      case CopyAnswer.Busy(String why) -> why;
      case CopyAnswer.Failed(var failure) -> failure.message();
    };
  }
}

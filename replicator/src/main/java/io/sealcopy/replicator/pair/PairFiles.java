package io.sealcopy.replicator.pair;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonException;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The small files of a group's directory that change: {@code base.json}, {@code fault.json}, {@code
 * hold.json}, {@code image.json}, {@code openings.json}.
 */
public final class PairFiles {
  private static final String BASE = "base.json";
  private static final String FAULT = "fault.json";
  private static final String VERIFY = "verify.json";
  private static final String IMAGE = "image.json";
  private static final String HOLD = "hold.json";
  private static final String OPENINGS = "openings.json";

  private final StorageDirectory directory;

  public PairFiles(StorageDirectory directory) {
    this.directory = directory;
  }

  /** Stores durably which record goes with which arrival. */
  public synchronized void storeBase(ShippingBase base) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("arrivals", base.arrivals());
    members.put("sequence", base.sequence());
    replace(BASE, members);
  }

  /** What was stored last. */
  public ShippingBase base() throws IOException {
    JsonObject object = parse(BASE);
    try {
      return new ShippingBase(object.number("arrivals"), object.number("sequence"));
    } catch (JsonException e) {
      throw new IOException(BASE + ": " + e.getMessage(), e);
    }
  }

  /** Stores durably why the pair is suspended; null: it is not. */
  public synchronized void storeFault(@Nullable PairFault fault) throws IOException {
    if (fault == null) {
      directory.delete(FAULT);
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("reason", fault.reason());
    members.put("message", fault.message());
    replace(FAULT, members);
  }

  /** What was stored last, or null. */
  public @Nullable PairFault fault() throws IOException {
    if (!directory.exists(FAULT)) {
      return null;
    }
    JsonObject object = parse(FAULT);
    try {
      return new PairFault(PairFault.Reason.valueOf(object.text("reason")), object.text("message"));
    } catch (JsonException | IllegalArgumentException e) {
      throw new IOException(FAULT + ": " + e.getMessage(), e);
    }
  }

  /** Stores durably whether an operator holds the pair. */
  public synchronized void storeHold(PairHold hold) throws IOException {
    if (hold == PairHold.NONE) {
      directory.delete(HOLD);
    } else {
      replace(HOLD, Map.of("hold", hold));
    }
  }

  /** What was stored last. */
  public PairHold hold() throws IOException {
    if (!directory.exists(HOLD)) {
      return PairHold.NONE;
    }
    JsonObject object = parse(HOLD);
    try {
      return PairHold.valueOf(object.text("hold"));
    } catch (JsonException | IllegalArgumentException e) {
      throw new IOException(HOLD + ": " + e.getMessage(), e);
    }
  }

  /** Stores durably under which openings the remote may have changes. */
  public synchronized void storeOpenings(Openings openings) throws IOException {
    if (openings.list().isEmpty()) {
      directory.delete(OPENINGS);
      return;
    }
    List<Map<String, ?>> list = new ArrayList<>();
    for (Openings.Opening each : openings.list()) {
      list.add(Map.of("id", each.id(), "last", each.last()));
    }
    replace(OPENINGS, Map.of("openings", list));
  }

  /** What was stored last. */
  public Openings openings() throws IOException {
    if (!directory.exists(OPENINGS)) {
      return Openings.NONE;
    }
    JsonObject object = parse(OPENINGS);
    try {
      List<Openings.Opening> list = new ArrayList<>();
      for (JsonObject each : object.objects("openings")) {
        list.add(new Openings.Opening(each.number("id"), each.number("last")));
      }
      return new Openings(list);
    } catch (JsonException e) {
      throw new IOException(OPENINGS + ": " + e.getMessage(), e);
    }
  }

  /** Stores durably whether the remote was asked to keep an earlier image. */
  public synchronized void storeImageKept(boolean kept) throws IOException {
    if (kept) {
      replace(IMAGE, Map.of("kept", true));
    } else {
      directory.delete(IMAGE);
    }
  }

  /** What was stored last. */
  public boolean imageKept() throws IOException {
    return directory.exists(IMAGE);
  }

  /** Stores how a comparison ended. */
  public synchronized void storeVerify(VerifyStatus status) throws IOException {
    directory.replace(VERIFY, CheckedText.seal(Json.write(VerifyJson.write(status))));
  }

  /** How the last one ended; one that says so when there was none, or it cannot be read. */
  public VerifyStatus verify() throws IOException {
    try {
      return directory.exists(VERIFY) ? VerifyJson.read(parse(VERIFY)) : VerifyStatus.NONE;
    } catch (JsonException e) {
      throw new IOException(VERIFY + ": " + e.getMessage(), e);
    }
  }

  private void replace(String name, Map<String, ?> members) throws IOException {
    directory.replace(name, CheckedText.seal(Json.write(members)));
  }

  private JsonObject parse(String name) throws IOException {
    try {
      return Json.parse(CheckedText.open(name, directory.readAll(name)));
    } catch (JsonException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }
}

package io.sealcopy.replicator.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a pair works, as far as it can be changed later; what is not given stays as it is. */
final class ModeOptions {
  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "async: a host's change is complete when it is in the journal here; sync: when it is"
              + " durable at the remote.")
  private @Nullable String mode;

  @Option(
      names = "--fence",
      paramLabel = "LEVEL",
      description =
          "In mode sync, without the link: never: hosts go on; data: their changes are refused;"
              + " status: refused only when the remote cannot be reached at all.")
  private @Nullable String fence;

  @Option(
      names = "--sync-timeout",
      paramLabel = "SECONDS",
      description = "In mode sync, how long a change waits for the remote: 0.1 to 25.")
  private @Nullable Double syncTimeout;

  @Option(
      names = "--when-full",
      paramLabel = "WHAT",
      description =
          "When the journal is full: suspend: changes are only marked (PFUS); wait: hosts wait.")
  private @Nullable String whenFull;

  @Option(
      names = "--when-fenced",
      paramLabel = "WHAT",
      description =
          "Once the remote was taken over: refuse: hosts' changes are refused; continue: hosts go"
              + " on here, and what they change is only marked.")
  private @Nullable String whenFenced;

  @Option(
      names = "--copy-rate",
      paramLabel = "RATE",
      description = "Bytes a second that the copier brings at most, as 50M; or none.")
  private @Nullable String copyRate;

  @Option(
      names = "--idle-first",
      paramLabel = "true|false",
      description = "Whether the copier gives way to hosts while they change something.")
  private @Nullable Boolean idleFirst;

  /** Those that are given, as the API names them. */
  Map<String, Object> given() {
    Map<String, Object> options = new LinkedHashMap<>();
    put(options, "mode", mode);
    put(options, "fence", fence);
    put(options, "sync_timeout", syncTimeout);
    put(options, "when_full", whenFull);
    put(options, "when_fenced", whenFenced);
    put(options, "copy_rate", copyRate == null ? null : ByteRate.parse(copyRate));
    put(options, "idle_first", idleFirst);
    return options;
  }

  private static void put(Map<String, Object> options, String name, @Nullable Object value) {
    if (value != null) {
      options.put(name, value);
    }
  }
}

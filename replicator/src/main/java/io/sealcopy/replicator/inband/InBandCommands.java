package io.sealcopy.replicator.inband;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.config.Role;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.protocol.vendor.InBandCommand;
import io.sealcopy.protocol.vendor.PairReport;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.replicator.Threads;
import io.sealcopy.replicator.inband.VolumePairs.Ended;
import io.sealcopy.target.remote.AuditLog;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.SenseMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** The vendor commands of a P-VOL ({@code pair-cdb.md}) as rows of a command table. */
public final class InBandCommands {
  private static final int ARGUMENT_AT = 2;
  private static final int LENGTH_AT = 10;
  private static final int USUAL_SECONDS = 60;
  private static final int MOST_SECONDS = 3600;

  private final Map<Integer, String> volumes;
  private final BiFunction<String, Nexus, Set<Role>> roles;
  private final VolumePairs pairs;
  private final AuditLog audit;

  /**
   * @param volumes names by logical unit number
   * @param roles that a session has on a volume
   * @param audit takes every use
   */
  public InBandCommands(
      Map<Integer, String> volumes,
      BiFunction<String, Nexus, Set<Role>> roles,
      VolumePairs pairs,
      AuditLog audit) {
    this.volumes = Map.copyOf(volumes);
    this.roles = roles;
    this.pairs = pairs;
    this.audit = audit;
  }

  /** The rows. */
  public List<CommandSpec> specs() {
    List<CommandSpec> rows = new ArrayList<>();
    for (InBandCommand each : InBandCommand.values()) {
      rows.add(row(each));
    }
    return rows;
  }

  private CommandSpec row(InBandCommand which) {
    boolean in = which.operationCode() == VendorCdb.IN;
    String usage =
        "%02x 1f %s %s 00 00"
            .formatted(
                which.operationCode(),
                which.argument() == InBandCommand.Argument.NONE
                    ? "0000000000000000"
                    : "ffffffffffffffff",
                in ? "ffffffff" : "00000000");
    Set<Role> who = in ? Set.of(Role.HOST, Role.OPERATOR) : Set.of(Role.OPERATOR);
    return command(which.name().toLowerCase(Locale.ROOT), which.title(), usage)
        .serviceAction(which.serviceAction())
        .visibility(where -> rolesOn(where).stream().anyMatch(who::contains))
        .executes(context -> execute(context, which));
  }

  private Set<Role> rolesOn(LunNexus where) {
    String volume = volumes.get(where.number());
    return volume == null ? Set.of() : roles.apply(volume, where.nexus());
  }

  private Outcome execute(CommandContext context, InBandCommand which) {
    String volume = java.util.Objects.requireNonNull(volumes.get(context.nexus().number()));
    String initiator = context.session().initiatorName();
    long argument = context.cdb().u64(ARGUMENT_AT);
    if (which.argument() == InBandCommand.Argument.SECONDS
        && (argument < 0 || argument > MOST_SECONDS)) {
      return SenseMapper.invalidFieldInCdb(ARGUMENT_AT);
    }
    if (which == InBandCommand.REPORT_PAIR_STATUS) {
      boolean operator = rolesOn(context.nexus()).contains(Role.OPERATOR);
      long allocation = context.cdb().u32(LENGTH_AT);
      return later(
          context,
          which,
          () ->
              ParameterData.upTo(
                  allocation, new PairReport(pairs.report(volume, operator)).encode()));
    }
    return later(
        context,
        which,
        () -> {
          Ended ended = run(which, volume, argument);
          audit.write(initiator, volume, which.title(), "", words(ended));
          return outcome(ended);
        });
  }

  /** Commands wait for files and for the remote, which no event loop may. */
  private static Outcome later(
      CommandContext context, InBandCommand which, java.util.function.Supplier<Outcome> work) {
    Threads.virtual(
        "in-band-" + which.name().toLowerCase(Locale.ROOT), () -> context.complete(work.get()));
    return Outcome.LATER;
  }

  private Ended run(InBandCommand which, String volume, long argument) {
    return switch (which) {
      case REPORT_PAIR_STATUS -> throw new IllegalStateException("it changes nothing");
      case START_COPY_ASYNCHRONOUS -> pairs.start(volume, argument, false);
      case START_COPY_SYNCHRONOUS -> pairs.start(volume, argument, true);
      case INTERRUPT -> pairs.interrupt(volume);
      case RESTART -> pairs.restart(volume);
      case FLUSH ->
          pairs.flush(volume, Duration.ofSeconds(argument == 0 ? USUAL_SECONDS : argument));
    };
  }

  private static Outcome outcome(Ended ended) {
    return switch (ended) {
      case Ended.Done _ -> Outcome.GOOD;
      case Ended.WrongToken _ -> SenseMapper.invalidFieldInCdb(ARGUMENT_AT);
      case Ended.NotNow _ -> SenseMapper.illegalRequest(AdditionalSense.COMMAND_SEQUENCE_ERROR);
      case Ended.TooLate _ ->
          SenseMapper.check(
              SenseKey.ABORTED_COMMAND, AdditionalSense.COMMAND_TIMEOUT_DURING_PROCESSING);
    };
  }

  private static String words(Ended ended) {
    return switch (ended) {
      case Ended.Done _ -> "good";
      case Ended.WrongToken _ -> "no pair has this token";
      case Ended.NotNow(String why) -> why;
      case Ended.TooLate _ -> "not done in time";
    };
  }
}

package io.sealcopy.decryptor.cli;

import io.sealcopy.config.cli.CommonOptions;
import io.sealcopy.config.cli.ExitCode;
import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.Terminal;
import io.sealcopy.config.cli.Units;
import io.sealcopy.decryptor.CopySession;
import io.sealcopy.protocol.vendor.CopyStatus;
import io.sealcopy.protocol.vendor.TableAnswer;
import io.sealcopy.protocol.vendor.TableEntry;
import io.sealcopy.protocol.vendor.VendorCommand;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sealcopy table}: what of a copy is ciphertext. Changes nothing. */
@Command(
    name = "table",
    description = "Read the encryption table of a copy; nothing is handed out or cleared.")
final class TableCommand {
  private final CommonOptions options;
  private final Terminal terminal;

  TableCommand(CommonOptions options, Terminal terminal) {
    this.options = options;
    this.terminal = terminal;
  }

  @Command(
      name = "show",
      description = "List the runs of ciphertext: LUN, LBA, blocks, generation.",
      footer = "  sealcopy table show iscsi://remote:3261/iqn.2026-01.org.example:remote/0")
  ExitCode show(@Mixin Access access) {
    Access.Opened opened = Access.open(access.login(terminal));
    try (CopySession session = opened.session()) {
      if (!options.json()) {
        terminal.out().println("LUN            LBA       blocks  generation  sequence  state");
      }
      long runs = 0;
      long blocks = 0;
      long from = 0;
      TableAnswer answer;
      do {
        answer = Access.orFail(session.table(VendorCommand.READ_TABLE, from));
        for (TableEntry entry : answer.entries()) {
          print(entry);
          runs++;
          blocks += entry.blocks();
        }
        from = answer.next();
      } while (answer.more());
      total(opened.status(), runs, blocks);
    }
    return ExitCode.OK;
  }

  @Command(
      name = "status",
      description = "Show how a copy is: its pair, its generation, how much of it is ciphertext.",
      footer = "  sealcopy table status --config config/decryptor.conf --lun 0")
  ExitCode status(@Mixin Access access) {
    Access.Opened opened = Access.open(access.login(terminal));
    try (CopySession _ = opened.session()) {
      Map<String, Object> values = values(opened.status());
      if (options.json()) {
        terminal.out().println(Json.write(values));
      } else {
        values.forEach((name, value) ->
            terminal.out().printf(Locale.ROOT, "%-19s %s%n", name.replace('_', ' '), value));
      }
    }
    return ExitCode.OK;
  }

  private static Map<String, Object> values(CopyStatus status) {
    Map<String, Object> values = new LinkedHashMap<>();
    CopyStatus.Binding binding = status.binding().orElseThrow();
    values.put("group_id", binding.groupId());
    values.put("volume_id", binding.volumeId());
    values.put("direction", binding.direction().name());
    values.put("pair_epoch", binding.pairEpoch());
    values.put("nexus_open", binding.nexusOpen());
    values.put("generation", binding.generation());
    values.put("key_id", binding.keyId().toString());
    values.put("durable_arrival", binding.durableArrival());
    values.put("applied_arrival", binding.appliedArrival());
    values.put("block_length", status.blockLength());
    values.put("block_count", status.blockCount());
    values.put("ciphertext_blocks", status.ciphertextBlocks());
    values.put("handed_out_blocks", status.handedOutBlocks());
    status.fault().ifPresent(fault -> values.put("fault", fault.text()));
    return values;
  }

  private void print(TableEntry entry) {
    if (!options.json()) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "%3d %14d %12d %11d %9d  %s%n",
              entry.lun(),
              entry.lba(),
              entry.blocks(),
              entry.generation(),
              entry.highestSequence(),
              state(entry));
      return;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("lun", entry.lun());
    values.put("lba", entry.lba());
    values.put("blocks", entry.blocks());
    values.put("generation", entry.generation());
    values.put("key_id", entry.keyId().toString());
    values.put("pair_epoch", entry.pairEpoch());
    values.put("highest_sequence", entry.highestSequence());
    values.put("state", state(entry));
    terminal.out().println(Json.write(values));
  }

  private static String state(TableEntry entry) {
    return entry.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void total(CopyStatus status, long runs, long blocks) {
    if (!options.json()) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "%d runs, %s of %s are ciphertext%n",
              runs,
              Units.size(blocks * status.blockLength()),
              Units.size(status.blockCount() * status.blockLength()));
    }
  }
}

package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.micro.Jmh;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Suite;
import java.util.List;
import java.util.stream.Stream;

/** The inner loops, each beside the least that must be done with the same bytes. */
public final class InnerLoops implements Suite {
  private static final String COPY = "a copy of the same bytes";
  private static final String CHECKED = "a copy and a CRC32C of the same bytes";

  /** Names of loops are those that JMH knows. */
  private record Loop(String id, String what, String against, String ours, String bare) {}

  private static final List<Loop> LOOPS =
      List.of(
          header("decode-command", "decode a SCSI Command's header", "decodeScsiCommand"),
          header("encode-data-in", "encode a Data-In header", "encodeDataIn"),
          header("encode-response", "encode a SCSI Response header", "encodeScsiResponse"),
          new Loop(
              "frame-reads",
              "cut and decode one of 32 SCSI Commands received at once",
              COPY,
              "FramerLoops.reads4k",
              "FramerLoops.bareCopyOfReads"),
          new Loop(
              "frame-write",
              "cut a write of 256 KiB received in pieces of 64 KiB",
              COPY,
              "FramerLoops.write256k",
              "FramerLoops.bareCopyOfWrite"),
          new Loop(
              "ranges-shared",
              "take and give back a command's range among 31 others",
              "an idle lock taken twice",
              "RangeLoops.shared",
              "RangeLoops.bareLock"),
          new Loop(
              "ranges-alone",
              "the same, exclusively",
              "an idle lock taken twice",
              "RangeLoops.alone",
              "RangeLoops.bareLock"),
          seal("seal-xts-512", "aes-256-xts, units of 512 bytes", "aes256Xts512"),
          seal("seal-xts-4k", "aes-256-xts, units of 4 KiB", "aes256Xts4k"),
          seal("seal-gcm-4k", "aes-256-gcm, units of 4 KiB", "aes256Gcm4k"),
          new Loop(
              "crc32c-4k",
              "CRC32C of 4 KiB",
              COPY,
              "ChecksumLoops.crc32c4k",
              "ChecksumLoops.bareCopy4k"),
          new Loop(
              "crc32c-64k",
              "CRC32C of 64 KiB",
              COPY,
              "ChecksumLoops.crc32c64k",
              "ChecksumLoops.bareCopy64k"),
          new Loop(
              "journal-4k",
              "append a record of 4 KiB to a journal whose file costs nothing",
              CHECKED,
              "JournalLoops.append4k",
              "JournalLoops.bareCopy4k"),
          new Loop(
              "journal-64k",
              "the same, 64 KiB",
              CHECKED,
              "JournalLoops.append64k",
              "JournalLoops.bareCopy64k"),
          new Loop(
              "table-8",
              "8 blocks of 512 bytes become ciphertext in the encryption table",
              "a copy of their entries",
              "TableLoops.update8",
              "TableLoops.bareCopy8"),
          new Loop(
              "table-128",
              "the same, 128 blocks",
              "a copy of their entries",
              "TableLoops.update128",
              "TableLoops.bareCopy128"));

  private static Loop header(String id, String what, String ours) {
    return new Loop(id, what, COPY, "HeaderLoops." + ours, "HeaderLoops.bareCopy");
  }

  private static Loop seal(String id, String what, String ours) {
    return new Loop(id, "seal 64 KiB: " + what, COPY, "SealLoops." + ours, "SealLoops.bareCopy");
  }

  @Override
  public String name() {
    return "inner-loops";
  }

  @Override
  public String title() {
    return "Inner loops, against the least that must be done";
  }

  @Override
  public String remarks() {
    return """
    JMH, one thread, a new virtual machine for each measurement, all buffers direct and warm. Time \
    is processor time of that thread. The other side is no rival but a bound: what the same bytes \
    cost at least. Allocated bytes are those of JMH's allocation profile. \
    `scripts/bench --micro [PATTERN]` shows JMH's own report.\
    """;
  }

  /** Class and method of every loop, as JMH knows them. */
  static List<String> loops() {
    return LOOPS.stream().flatMap(loop -> Stream.of(loop.ours(), loop.bare())).toList();
  }

  @Override
  public List<String> rows() {
    return LOOPS.stream().map(Loop::id).toList();
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    for (Loop loop : LOOPS) {
      rounds.compare(
          Row.shown(loop.id(), loop.what(), loop.against(), Figure.NANOS, Figure.ALLOCATED),
          effort -> Jmh.measure(loop.ours(), effort),
          // They allocate nothing; what JMH finds is its own, spread over few turns.
          effort -> Jmh.measure(loop.bare(), effort).with(Figure.ALLOCATED, 0));
    }
  }
}

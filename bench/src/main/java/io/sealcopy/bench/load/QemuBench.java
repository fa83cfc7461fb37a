package io.sealcopy.bench.load;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Placement;
import io.sealcopy.bench.lab.Running;
import io.sealcopy.bench.lab.Tools;
import io.sealcopy.bench.peer.Served;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Sample;
import io.sealcopy.initiator.IscsiUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code qemu-img bench} on a served volume: commands of one length, so many at a time, sequential
 * unless a step is given, from as many clients as wanted. What it measures counts only if every
 * client made exactly one connection: libiscsi reconnects silently.
 *
 * @param length bytes a command
 * @param step bytes from one command to the next; it wraps at the end of the volume
 * @param limit of a run; one that takes longer is ended, and does not count
 */
public record QemuBench(
    Lab lab,
    boolean write,
    int length,
    int depth,
    long step,
    int clients,
    Placement placement,
    String imageOptions,
    Duration limit) {
  private static final Pattern SECONDS = Pattern.compile("Run completed in ([0-9.]+) seconds");
  private static final int CALIBRATION = 2_000;
  private static final long MOST = Integer.MAX_VALUE;

  /** Sequential reads from one client. */
  public static QemuBench reads(Lab lab, int length, int depth) {
    return new QemuBench(lab, false, length, depth, length, 1, Placement.FREE, "", Running.LIMIT);
  }

  /** Sequential writes from one client. */
  public static QemuBench writes(Lab lab, int length, int depth) {
    return new QemuBench(lab, true, length, depth, length, 1, Placement.FREE, "", Running.LIMIT);
  }

  /** From that many clients at once. */
  public QemuBench clients(int count) {
    return new QemuBench(lab, write, length, depth, step, count, placement, imageOptions, limit);
  }

  /** With the clients on that processor. */
  public QemuBench on(Placement where) {
    return new QemuBench(lab, write, length, depth, step, clients, where, imageOptions, limit);
  }

  /** With so many bytes from one command to the next. */
  public QemuBench step(long bytes) {
    return new QemuBench(lab, write, length, depth, bytes, clients, placement, imageOptions, limit);
  }

  /** Options of QEMU's drivers: {@code size=65536,file.header-digest=crc32c}. */
  public QemuBench options(String text) {
    return new QemuBench(lab, write, length, depth, step, clients, placement, text, limit);
  }

  /** With runs that are ended when they take longer. */
  public QemuBench within(Duration longest) {
    return new QemuBench(
        lab, write, length, depth, step, clients, placement, imageOptions, longest);
  }

  /** One side of a row. */
  public Measured of(Served served) {
    return new Calibrated(this, List.of(served.url()), served);
  }

  /** One side of a row: each client has the volume at its URL. */
  public Measured of(Served served, List<String> urls) {
    return new Calibrated(this, urls, served);
  }

  /** Measures a row whose two sides are served. */
  public void compare(Rounds rounds, Row row, Served ours, Served others)
      throws InterruptedException {
    rounds.compare(row, of(ours), of(others));
  }

  /** Has a server's code compiled before anything is measured. */
  public void warmUp(Served served, int operations) throws InterruptedException {
    seconds(List.of(served.url()), Math.max(clients, operations));
  }

  /** Runs {@code operations} commands in all and says how long they took. */
  public double seconds(List<String> urls, long operations) throws InterruptedException {
    long each = Math.max(1, operations / clients);
    List<Running> running = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      running.add(
          lab.begin(Libiscsi.TELL_CONNECTIONS, command(urls.get(client % urls.size()), each)));
    }
    double slowest = 0;
    for (Running one : running) {
      slowest = Math.max(slowest, secondsOf(one.end(limit).expectOk().output()));
    }
    return slowest;
  }

  /** Long commands cost as much as many short ones, and depth 1 is slow. */
  long warmUp(Effort effort) {
    long short4k = depth == 1 ? effort.warmUp() / 8 : effort.warmUp();
    long least = depth == 1 ? CALIBRATION / 4 : CALIBRATION;
    return Math.max(least, Math.min(short4k, short4k * 16_384L / length));
  }

  /** How long a run with one connection says that it took. */
  static double secondsOf(String output) {
    Libiscsi.expectOneConnection("qemu-img", output);
    Matcher matcher = SECONDS.matcher(output);
    if (!matcher.find()) {
      throw new BenchException("qemu-img does not say how long it took: " + output);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private List<String> command(String url, long operations) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Tools.path("qemu-img", "qemu-utils"), "bench", "-t", "none"));
    if (write) {
      command.add("-w");
    }
    command.addAll(List.of("-c", "" + Math.min(operations, MOST), "-d", "" + depth));
    command.addAll(List.of("-s", "" + length, "-S", "" + step));
    if (imageOptions.isEmpty()) {
      command.addAll(List.of("-f", "raw", url));
    } else {
      command.addAll(List.of("--image-opts", image(url)));
    }
    return placement.of(command);
  }

  /** A URL takes no options: its parts as options of QEMU's drivers. */
  private String image(String url) {
    if (!(IscsiUrl.parse(url) instanceof IscsiUrl at)) {
      throw new IllegalArgumentException(url);
    }
    String place =
        "file.portal=%s:%d,file.target=%s,file.lun=%d"
            .formatted(at.host(), at.port(), at.targetName(), at.lun());
    return "driver=raw,%s,file.driver=iscsi,file.transport=tcp,%s".formatted(imageOptions, place);
  }

  /** Runs for about as long as it is told to, after a first run that finds out how fast it is. */
  private static final class Calibrated implements Measured {
    private final QemuBench bench;
    private final List<String> urls;
    private final Served served;
    private double rate;

    Calibrated(QemuBench bench, List<String> urls, Served served) {
      this.bench = bench;
      this.urls = urls;
      this.served = served;
    }

    @Override
    public Sample measure(Effort effort) throws InterruptedException {
      if (rate == 0) {
        long first = Math.max(bench.clients, bench.warmUp(effort));
        rate = first / Math.max(bench.seconds(urls, first), 1e-3);
      }
      long operations = Math.max(bench.clients, (long) (rate * effort.seconds()));
      double before = served.cpuSeconds();
      double seconds = bench.seconds(urls, operations);
      long done = operations / bench.clients * bench.clients;
      rate = done / seconds;
      return Sample.of(done, bench.length, seconds, served.cpuSeconds() - before);
    }
  }
}

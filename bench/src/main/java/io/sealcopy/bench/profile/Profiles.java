package io.sealcopy.bench.profile;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Server;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Sample;
import io.sealcopy.bench.row.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Profiles of the lab's own servers while our side of a row is measured: all rounds of a row in one
 * profile a server. What is measured meanwhile is dearer by the profiler.
 */
public final class Profiles implements Witness {
  private final Lab lab;
  private final Path directory;
  private final String event;
  private final Consumer<String> progress;
  private final Profiler profiler;
  private final Map<Long, Server> known = new LinkedHashMap<>();

  /**
   * Profiles of a lab.
   *
   * @param directory for {@code ROW-SERVER.html} (flame graph) and {@code .txt}
   * @param event of async-profiler: {@code cpu}, or {@code wall} for what waits
   */
  public Profiles(Lab lab, Path directory, String event, Consumer<String> progress) {
    this.lab = lab;
    this.directory = directory;
    this.event = event;
    this.progress = progress;
    this.profiler = Profiler.in(directory);
  }

  @Override
  public Sample measure(Measured ours, Effort effort) throws InterruptedException {
    List<Server> under = new ArrayList<>();
    for (Server server : lab.jvms()) {
      boolean first = known.putIfAbsent(server.pid(), server) == null;
      profiler.command(server.pid(), (first ? "start" : "resume") + ",event=" + event);
      under.add(server);
    }
    try {
      return ours.measure(effort);
    } finally {
      for (Server server : under) {
        if (server.alive()) {
          profiler.command(server.pid(), "stop");
        }
      }
    }
  }

  @Override
  public void ended(String row) {
    for (Server server : known.values()) {
      if (server.alive()) {
        keep(row + "-" + server.name(), server.pid());
      }
    }
    known.clear();
  }

  private void keep(String name, long pid) {
    Path stacks = directory.resolve(name + ".collapsed").toAbsolutePath();
    Path graph = directory.resolve(name + ".html").toAbsolutePath();
    profiler.command(pid, "dump,flamegraph,title=%s,file=%s".formatted(name, graph));
    profiler.command(pid, "dump,collapsed,file=" + stacks);
    try {
      String text = CallTree.of(Files.readAllLines(stacks)).text();
      Files.writeString(directory.resolve(name + ".txt"), text);
      Files.delete(stacks);
    } catch (IOException e) {
      throw new BenchException("the profile of " + name + " is not there", e);
    }
    progress.accept("profile: " + graph);
  }
}

package io.sealcopy.bench.lab;

import io.sealcopy.bench.row.BenchException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A directory and the programs that run in it; all of them end with it. One thread. */
public final class Lab implements AutoCloseable {
  private static final int LOWEST_PORT = 7_000;
  private static final int PORTS = 5_000;

  private final Path home;
  private final Path directory;
  private final List<Server> servers = new ArrayList<>();
  private final List<Server> jvms = new ArrayList<>();

  /** Labs of other processes begin elsewhere. */
  private int nextPort = (int) (ProcessHandle.current().pid() % 49) * 100;

  private int started;

  /**
   * Makes the directory.
   *
   * @param home of the project, where its scripts are
   */
  public Lab(Path home, Path directory) {
    this.home = home;
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The project's directory. */
  public Path home() {
    return home;
  }

  /** A file of this lab. */
  public Path path(String name) {
    return directory.resolve(name);
  }

  /** The launcher. */
  public String sealcopy() {
    return home.resolve("scripts/sealcopy").toString();
  }

  /**
   * A port of loopback that is free and was not given out before; below those that the system gives
   * to outgoing connections, so that it stays free until a program listens there.
   */
  public int freePort() {
    while (true) {
      int port = LOWEST_PORT + nextPort++ % PORTS;
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException _) {
        // Somebody listens there.
      }
    }
  }

  /** Writes a file of this lab, readable by its owner alone. */
  public Path write(String name, String text) {
    try {
      Path file = path(name);
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, text);
      file.toFile().setReadable(false, false);
      file.toFile().setReadable(true, true);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a program; it ends with this lab at the latest. */
  public Server start(String name, List<String> command) {
    return start(name, Map.of(), command);
  }

  /** Starts a program with more in its environment; it ends with this lab at the latest. */
  public Server start(String name, Map<String, String> environment, List<String> command) {
    Path log = path(name + "-" + ++started + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      Server server = new Server(name, builder.start(), log);
      servers.add(server);
      return server;
    } catch (IOException e) {
      throw new BenchException(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** Starts a server of ours; it ends with this lab at the latest. */
  public Server startJvm(String name, Map<String, String> environment, List<String> command) {
    Server server = start(name, environment, command);
    jvms.add(server);
    return server;
  }

  /** The servers of ours that run. */
  public List<Server> jvms() {
    return jvms.stream().filter(Server::alive).toList();
  }

  /** Runs a program to its end. */
  public Ran run(List<String> command) throws InterruptedException {
    return run(Map.of(), command);
  }

  /** Runs a program to its end, with more in its environment. */
  public Ran run(Map<String, String> environment, List<String> command)
      throws InterruptedException {
    return begin(environment, command).end();
  }

  /** Starts a program whose output is wanted when it has ended. */
  public Running begin(Map<String, String> environment, List<String> command) {
    Path out = path("out-" + ++started);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      servers.add(new Server(command.getFirst(), process, out));
      return new Running(command, process, out);
    } catch (IOException e) {
      throw new BenchException(command.getFirst() + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** Ends every program, by its id, and removes the directory. */
  @Override
  public void close() {
    servers.reversed().forEach(Server::close);
    servers.clear();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

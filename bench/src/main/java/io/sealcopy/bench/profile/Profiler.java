package io.sealcopy.bench.profile;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.sealcopy.bench.row.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** async-profiler, loaded into a JVM of the same user that was started without it. */
final class Profiler {
  private final Path library;

  private Profiler(Path library) {
    this.library = library;
  }

  /**
   * Puts the library where other processes can load it.
   *
   * @throws BenchException when there is none for this machine
   */
  static Profiler in(Path directory) {
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    String name = "/linux-%s/libasyncProfiler.so".formatted(machine);
    try (InputStream bytes = Profiler.class.getResourceAsStream(name)) {
      if (bytes == null) {
        throw new BenchException("async-profiler has no library for " + machine);
      }
      Files.createDirectories(directory);
      Path library = directory.resolve("libasyncProfiler.so");
      Files.copy(bytes, library, StandardCopyOption.REPLACE_EXISTING);
      return new Profiler(library.toAbsolutePath());
    } catch (IOException e) {
      throw new BenchException("the profiler cannot be unpacked: " + e.getMessage(), e);
    }
  }

  /** Has a JVM obey a command of the agent ({@code start,event=cpu}). */
  void command(long pid, String command) {
    try {
      VirtualMachine machine = VirtualMachine.attach("" + pid);
      try {
        machine.loadAgentPath(library.toString(), command);
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException
        | AgentLoadException
        | AgentInitializationException
        | IOException e) {
      throw new BenchException(
          "the JVM %d cannot be profiled (%s): %s".formatted(pid, command, e.getMessage()), e);
    }
  }
}

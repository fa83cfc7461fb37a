package io.sealcopy.bench.load;

import io.sealcopy.bench.lab.BareServer;
import io.sealcopy.bench.row.BenchException;
import io.sealcopy.bench.row.Effort;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Sample;
import io.sealcopy.crypto.BlockCipher;
import io.sealcopy.crypto.GroupKey;
import io.sealcopy.crypto.Suites;
import io.sealcopy.crypto.VolumeKey;
import io.sealcopy.protocol.key.Direction;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * What a pair cannot do without, and nothing else: seal a GiB with AES-256-XTS, write it once into
 * a preallocated file with a sync each MiB, send it once over a loopback connection. One thread,
 * whose own processor time is what counts.
 */
public final class BareSealing implements Measured {
  private static final int RECORD = 64 * 1024;
  private static final int GROUP = 1 << 20;

  private final Path journal;
  private final BareServer server;
  private final BlockCipher cipher;
  private final ByteBuffer plain = ByteBuffer.allocateDirect(RECORD);
  private final ByteBuffer sealed = ByteBuffer.allocateDirect(RECORD);

  /** Takes the place of the file and a server that swallows. */
  public BareSealing(Path journal, BareServer server) {
    this.journal = journal;
    this.server = server;
    try (GroupKey group = GroupKey.random(new SecureRandom());
        VolumeKey key =
            VolumeKey.derive(group, Suites.AES_256_XTS, new UUID(1, 2), Direction.MAIN_TO_REMOTE)) {
      cipher = Suites.AES_256_XTS.cipher(key, 512);
    }
  }

  @Override
  public Sample measure(Effort effort) {
    long bytes = effort.quick() ? 64 << 20 : 1L << 30;
    try (FileChannel file =
            FileChannel.open(journal, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        SocketChannel socket = SocketChannel.open(server.address())) {
      if (file.size() < bytes) {
        preallocate(file, bytes);
      }
      pass(file, socket, Math.min(bytes, 128 << 20));
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      pass(file, socket, bytes);
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
      return Sample.of(Figure.CPU_PER_GIB, cpu / 1e9 / (bytes / Sample.GIB));
    } catch (IOException e) {
      throw new BenchException("bare sealing: " + e.getMessage(), e);
    }
  }

  private void preallocate(FileChannel file, long bytes) throws IOException {
    for (long at = 0; at < bytes; at += RECORD) {
      sealed.clear();
      file.write(sealed, at);
    }
    file.force(false);
  }

  private void pass(FileChannel file, SocketChannel socket, long bytes) throws IOException {
    for (long at = 0; at < bytes; at += RECORD) {
      plain.clear();
      sealed.clear();
      cipher.seal(at / 512, plain, sealed);
      sealed.flip();
      file.write(sealed, at);
      sealed.rewind();
      while (sealed.hasRemaining()) {
        socket.write(sealed);
      }
      if ((at + RECORD) % GROUP == 0) {
        file.force(false);
      }
    }
  }
}

package io.sealcopy.target.remote;

import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who used which vendor command on which copy, and how it ended: one line each in {@code
 * audit.log}, never rewritten. Safe for any thread.
 */
public final class AuditLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  private final StorageFile file;
  private final InstantSource clock;
  private long end;

  /** Goes on at the end of the log in {@code directory}. */
  public AuditLog(StorageDirectory directory, InstantSource clock) throws IOException {
    this.file = directory.open("audit.log");
    this.clock = clock;
    this.end = file.size();
  }

  /**
   * Appends a line. A line that cannot be written is reported in the program's log; the command
   * goes on.
   *
   * @param arguments what is said besides; no secrets
   */
  public void write(
      String initiator, String copy, String command, String arguments, String outcome) {
    write(
        "initiator=%s copy=%s command=\"%s\"%s outcome=\"%s\""
            .formatted(
                initiator, copy, command, arguments.isEmpty() ? "" : " " + arguments, outcome));
  }

  /** Appends what happened, with the time in front. */
  public void write(String what) {
    String line = clock.instant() + " " + what + "\n";
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    synchronized (this) {
      try {
        file.write(ByteBuffer.wrap(bytes), end);
        end += bytes.length;
      } catch (IOException e) {
        LOG.error("audit log: {}: {}", e.getMessage(), line.strip());
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    file.sync();
    file.close();
  }
}

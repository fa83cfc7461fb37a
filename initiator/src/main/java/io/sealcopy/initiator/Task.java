package io.sealcopy.initiator;

import io.sealcopy.protocol.iscsi.Lun;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One command between submission and completion. Guarded by its session's lock. */
final class Task implements PendingCommand {
  final ScsiRequest request;
  final Consumer<ScsiOutcome> completion;
  final long lun;
  final List<ByteBuffer> dataOut;
  final int dataOutLength;
  final @Nullable ByteBuffer dataIn;

  /** Its task tag, valid when {@link #sent}. */
  int tag;

  int cmdSn;
  boolean sent;
  long deadlineNanos;

  /** Bytes of data in that have come. */
  int received;

  /** Pieces the writer still has of this command: its buffers are in use while there are any. */
  int pendingWrites;

  /** How it ended, told when {@link #pendingWrites} is 0. Volatile: the writer peeks. */
  volatile @Nullable ScsiOutcome outcome;

  Task(ScsiRequest request, Consumer<ScsiOutcome> completion) {
    this.request = request;
    this.completion = completion;
    this.lun = Lun.of(request.lun());
    this.dataOut = request.dataOut();
    long length = 0;
    for (ByteBuffer buffer : dataOut) {
      length += buffer.remaining();
    }
    this.dataOutLength = Math.toIntExact(length);
    this.dataIn = request.dataIn().map(ByteBuffer::slice).orElse(null);
    if (dataOutLength > 0 && dataIn != null) {
      throw new IllegalArgumentException("bidirectional commands are not supported");
    }
  }

  int expectedLength() {
    ByteBuffer in = dataIn;
    return in != null ? in.capacity() : dataOutLength;
  }
}

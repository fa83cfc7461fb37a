package io.sealcopy.bench.micro;

import io.sealcopy.protocol.iscsi.Bhs;
import io.sealcopy.protocol.iscsi.pdu.DataIn;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.ScsiCommand;
import io.sealcopy.protocol.iscsi.pdu.ScsiResponse;
import io.sealcopy.protocol.scsi.BlockCdbs;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One basic header segment, in the direct memory of a connection. */
@State(Scope.Thread)
public class HeaderLoops {
  private final ByteBuffer received = ByteBuffer.allocateDirect(Bhs.LENGTH);
  private final ByteBuffer sent = ByteBuffer.allocateDirect(Bhs.LENGTH);
  private int number;

  /** A READ of 4 KiB has been received. */
  public HeaderLoops() {
    command(0, 4096, true).encode(received);
    received.flip();
  }

  /** A SCSI Command that reads or writes without immediate data. */
  static ScsiCommand command(int tag, int length, boolean read) {
    return new ScsiCommand(
        false,
        true,
        read,
        !read,
        ScsiCommand.SIMPLE,
        0,
        tag,
        length,
        tag,
        tag,
        read ? BlockCdbs.read16(tag, length / 512) : BlockCdbs.write16(tag, length / 512, false),
        0,
        0);
  }

  /** From 48 bytes to a record. */
  @Benchmark
  public Pdu decodeScsiCommand() {
    return ScsiCommand.decode(received);
  }

  /** A header before 4 KiB of data. */
  @Benchmark
  public ByteBuffer encodeDataIn() {
    int next = number++;
    new DataIn(true, false, false, false, false, 0, 0, next, -1, 0, next, next + 32, 0, 0, 0, 4096)
        .encode(sent.clear());
    return sent;
  }

  /** A status without sense data. */
  @Benchmark
  public ByteBuffer encodeScsiResponse() {
    int next = number++;
    new ScsiResponse(false, false, false, false, 0, 0, next, 0, next, next, next + 32, 1, 0, 0, 0)
        .encode(sent.clear());
    return sent;
  }

  /** The least: the same bytes are copied. */
  @Benchmark
  public ByteBuffer bareCopy() {
    return sent.put(0, received, 0, Bhs.LENGTH);
  }
}

package io.sealcopy.target.remote;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.key.Direction;
import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.record.SealSuite;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.OpenNexus.LinkKind;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/** A main centre on a sealed link with the first copy of a {@link CopyWorld}. */
final class RecordSender {
  private final CopyWorld world;
  private final BlockBuffers buffers =
      new BlockBuffers(new ReceiveMemory(1L << 30, 1L << 30, 1L << 30, 1).ofGroup());
  private long opening;

  RecordSender(CopyWorld world) {
    this.world = world;
  }

  static OpenNexus openList(long epoch, long link, long next, boolean anew) {
    return new OpenNexus(
        CopyWorld.GROUP,
        CopyWorld.VOLUME,
        Direction.MAIN_TO_REMOTE,
        epoch,
        1,
        CopyWorld.keyId(1),
        Optional.of(new OpenNexus.Link(LinkKind.SEALED, link, next, anew, false)));
  }

  /** Opens the nexus, or joins it, from a session. */
  CopyAnswer open(long session, long link, long next, boolean anew) {
    return open(session, openList(1, link, next, anew));
  }

  CopyAnswer open(long session, OpenNexus list) {
    CopyAnswer answer =
        world.command(l -> new CopyEvent.OpenNexus(world.member(), session, list, l));
    if (answer instanceof CopyAnswer.Opened(long number)) {
      opening = number;
    }
    return answer;
  }

  static RecordHeader header(
      RecordKind kind, long epoch, long sequence, long lba, int blocks, int number) {
    ByteBuffer data = data(kind, lba, blocks, number);
    return new RecordHeader(
        kind,
        SealSuite.AES_256_XTS,
        false,
        epoch,
        CopyWorld.GROUP,
        CopyWorld.VOLUME,
        sequence,
        CopyWorld.keyId(1),
        1,
        CopyWorld.BLOCK,
        lba,
        blocks,
        0,
        data.remaining(),
        Crc32c.of(data),
        0,
        0,
        1_700_000_000_000L + sequence);
  }

  private static ByteBuffer data(RecordKind kind, long lba, int blocks, int number) {
    return CopyWorld.content('C', 1, number, lba, kind == RecordKind.DATA ? blocks : 0);
  }

  /** Sends one block; background jobs do not run. */
  CopyWorld.Reply send(long sequence, long lba, int number) {
    return send(header(RecordKind.DATA, 1, sequence, lba, 1, number), number);
  }

  CopyWorld.Reply send(RecordHeader header, int number) {
    BlockBuffer buffer = Objects.requireNonNull(buffers.takeRecord(header.dataLength()));
    header.encode(buffer.head(), 0);
    ByteBuffer data = data(header.kind(), header.lba(), header.blocks(), number);
    buffer.bytes().put(0, data, 0, data.remaining());
    CopyWorld.Reply reply = new CopyWorld.Reply();
    world.apply(new CopyEvent.RecordWrite(world.member(), opening, header, buffer, reply));
    return reply;
  }
}

package io.sealcopy.target.remote;

import io.sealcopy.protocol.Crc32c;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.ImageNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the main centre of a group said last of its image, durably ({@code
 * protocol/spec/image-note.md}): whoever takes the copies over should know whether they are whole.
 */
final class ImageNotes {
  static final int BYTES = 24;

  private static final long MAGIC = 0x5343_494d_4147_4553L; // "SCIMAGES"
  private static final short VERSION = 1;

  private Optional<ImageNote> said;
  private long opening;
  private long latest;

  /**
   * @param said as on disk
   */
  ImageNotes(Optional<ImageNote> said) {
    this.said = said;
  }

  /** What is on disk counts from now on. */
  void read(@Nullable GroupParts parts) throws IOException {
    said = parts == null ? Optional.empty() : parts.directory().note();
  }

  /** Empty when nothing was said. */
  Optional<ImageNote> said() {
    return said;
  }

  /** Whether the image is known to be a mixture. */
  boolean copying() {
    return said.isPresent() && said.get().copying();
  }

  /**
   * NOTE IMAGE: durable when this returns.
   *
   * @param nexus the opening that it came in, 0: none that is open
   */
  CopyAnswer take(GroupDirectory directory, long nexus, long argument) {
    if (nexus == 0) {
      return new CopyAnswer.OutOfSequence("only the open nexus says what the image is");
    }
    return switch (ImageNote.decode(argument)) {
      case Decoded.Malformed<ImageNote> malformed ->
          new CopyAnswer.WrongArgument(malformed.message());
      case Decoded.Valid<ImageNote>(ImageNote note) -> take(directory, nexus, note);
    };
  }

  private CopyAnswer take(GroupDirectory directory, long nexus, ImageNote note) {
    if (nexus == opening && note.moment() <= latest) {
      // Overtaken: it came over a connection that is gone, and what was said since counts.
      return new CopyAnswer.OutOfSequence("a later note has come");
    }
    boolean still = copying() && note.copying(); // It is a mixture since then, not since now.
    if (!still) {
      try {
        directory.store(note);
      } catch (IOException e) {
        return new CopyAnswer.NotReady("the note cannot be kept: " + e.getMessage());
      }
      said = Optional.of(note);
    }
    opening = nexus;
    latest = note.moment();
    return new CopyAnswer.Done();
  }

  static byte[] encode(ImageNote note) {
    ByteBuffer to = ByteBuffer.allocate(BYTES);
    to.putLong(MAGIC).putShort(VERSION).putShort((short) 0).putLong(note.encode());
    return to.putInt(Crc32c.of(to.slice(0, BYTES - Integer.BYTES))).array();
  }

  /** Empty when these bytes are not what was written: then nothing is known of the image. */
  static Optional<ImageNote> decode(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    boolean sound =
        bytes.length == BYTES
            && from.getLong(0) == MAGIC
            && from.getShort(8) == VERSION
            && from.getInt(BYTES - Integer.BYTES)
                == Crc32c.of(from.slice(0, BYTES - Integer.BYTES));
    return sound && ImageNote.decode(from.getLong(12)) instanceof Decoded.Valid<ImageNote> valid
        ? Optional.of(valid.value())
        : Optional.empty();
  }
}

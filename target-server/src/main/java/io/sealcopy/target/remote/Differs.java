package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.DiffersPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a copy's volume, which was a P-VOL, differs from its copy that was taken over; as long as
 * nothing has changed it since. Safe for any thread.
 */
final class Differs {
  private static final Logger LOG = LoggerFactory.getLogger(Differs.class);
  private static final byte[] NONE = {};

  private final CopyDirectory directory;
  private volatile byte[] page = NONE;

  Differs(CopyDirectory directory) {
    this.directory = directory;
  }

  /** Takes what the directory has, unless it is of another volume (rule 8). */
  void load() throws IOException {
    byte[] bytes = directory.differs();
    page = NONE;
    if (bytes.length == 0) {
      return;
    }
    switch (DiffersPage.decode(ByteBuffer.wrap(bytes))) {
      case Decoded.Valid<DiffersPage>(DiffersPage known)
          when known.incarnation().equals(directory.incarnation()) ->
          page = bytes;
      case Decoded.Valid<DiffersPage> _ ->
          LOG.warn(
              "copy {}: its volume was exchanged: what it differs in is not known any more",
              directory.name());
      case Decoded.Malformed<DiffersPage> malformed ->
          LOG.warn(
              "copy {}: its differs page is damaged: {}", directory.name(), malformed.message());
    }
  }

  /** Whether it is known. */
  boolean isKnown() {
    return page.length > 0;
  }

  /** The page from a byte on. */
  CopyAnswer read(long first) {
    byte[] now = page;
    if (now.length == 0) {
      return new CopyAnswer.OutOfSequence(
          "copy " + directory.name() + ": it is not known where it differs");
    }
    if (first > now.length) {
      return new CopyAnswer.WrongArgument("the page ends before byte " + first);
    }
    int from = (int) first;
    return new CopyAnswer.Data(ByteBuffer.wrap(now, from, now.length - from).slice());
  }

  /** Something will change the volume: forgotten durably, before it does. */
  void forget() throws IOException {
    if (directory.differs().length > 0) {
      CopyDirectory.deleteDiffers(directory.files());
    }
    page = NONE;
  }
}

package io.sealcopy.replicator.link;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.DiffersPage;
import io.sealcopy.replicator.link.LinkStop.StopException;
import io.sealcopy.storage.volume.VolumeGeometry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of volumes that were P-VOLs before they are bound as copies. Blocks. */
public final class SwapSetup {
  private static final int PIECE = 256 * 1024;

  private SwapSetup() {}

  /** What came of it. */
  public sealed interface Answer {
    /** Where each place differs. */
    record Pages(List<DiffersPage> pages) implements Answer {}

    /** Not known. */
    record Not(LinkStop why) implements Answer {}
  }

  /** Reads the differs page of every place. */
  public static Answer read(InitiatorOptions options, List<CopyPlace> places) {
    List<DiffersPage> pages = new ArrayList<>();
    LinkStop stop =
        CopySetup.with(
            options,
            places,
            session -> {
              for (CopyPlace place : places) {
                pages.add(read(new RemoteUnit(session, place.url().lun()), place));
              }
            });
    return stop == null ? new Answer.Pages(List.copyOf(pages)) : new Answer.Not(stop);
  }

  /**
   * Binds volumes that were P-VOLs, which may be bound already by an attempt that was not
   * completed, and hands over their key record. Opens no nexus: with the first one they forget
   * where they differ. Null when done, else why not.
   */
  public static @Nullable LinkStop bind(
      List<CopyPlace> places, CopyBinding binding, Optional<byte[]> keyRecord) {
    return binding.bind(
        keyRecord,
        session -> {
          for (CopyPlace place : places) {
            VolumeGeometry theirs = new RemoteUnit(session, place.url().lun()).geometry();
            CopySetup.requireRoom(place.url(), theirs, place.copy().geometry());
          }
        },
        _ -> {});
  }

  private static DiffersPage read(RemoteUnit unit, CopyPlace place) throws StopException {
    byte[] first = unit.differs(0, PIECE).orElse(null);
    if (first == null || first.length < DiffersPage.HEADER_BYTES) {
      throw new StopException(LinkStop.refused(unknown(place)));
    }
    long length = DiffersPage.length(ByteBuffer.wrap(first));
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new StopException(LinkStop.refused(place.url() + ": its differs page has no length"));
    }
    ByteBuffer page = ByteBuffer.allocate((int) length);
    byte @Nullable [] piece = first;
    while (piece != null && piece.length > 0 && piece.length <= page.remaining()) {
      page.put(piece);
      piece = page.hasRemaining() ? unit.differs(page.position(), PIECE).orElse(null) : null;
    }
    return switch (DiffersPage.decode(page.flip())) {
      case Decoded.Valid<DiffersPage>(DiffersPage valid) -> valid;
      case Decoded.Malformed<DiffersPage> malformed ->
          throw new StopException(
              LinkStop.refused(place.url() + ": its differs page: " + malformed.message()));
    };
  }

  private static String unknown(CopyPlace place) {
    return ("%s cannot say where it differs: 'pair swap' was not said there, or something has"
            + " changed it since; or we have no role \"replication\" on it; --swap-full copies all")
        .formatted(place.url());
  }
}

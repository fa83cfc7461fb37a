package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.protocol.record.RecordKind;
import io.sealcopy.protocol.vendor.ImageNote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An earlier image of all copies of a group, kept while they are brought up to date: of each chunk
 * that changes, what it was. All members' images are of one place in the journal. Owned by the
 * group's thread.
 */
final class EarlierImage {
  private record Part(CopyMember member, EarlierBlocks blocks) {}

  private final GroupDirectory directory;
  private final List<Part> parts = new ArrayList<>();
  private final long most;
  private ImageMark mark;

  private EarlierImage(GroupDirectory directory, ImageMark mark, long most) {
    this.directory = directory;
    this.mark = mark;
    this.most = most;
  }

  /**
   * The members as they are now; everything up to {@code order} is applied, and nothing else.
   *
   * @param time of the image by the main centre's wall clock, milliseconds since 1970
   * @param ids random
   * @param most bytes that it may take of each member
   */
  static EarlierImage create(
      GroupDirectory directory,
      List<CopyMember> members,
      long order,
      long time,
      LongSupplier ids,
      long most)
      throws IOException {
    EarlierImage made = new EarlierImage(directory, new ImageMark(order, time, 0), most);
    try {
      for (CopyMember member : members) {
        made.parts.add(new Part(member, earlier(member, ids)));
      }
      directory.saveImage(made.mark); // Only now there is one.
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  private static EarlierBlocks earlier(CopyMember member, LongSupplier ids) throws IOException {
    return member.directory().createEarlier(ids.getAsLong(), member.boundTo().volumeId());
  }

  /**
   * What was kept before; null: nothing was.
   *
   * @throws IOException when it cannot be read; it is still there
   */
  static @Nullable EarlierImage open(GroupDirectory directory, List<CopyMember> members, long most)
      throws IOException {
    ImageMark mark = directory.loadImage();
    if (mark == null) {
      return null;
    }
    EarlierImage opened = new EarlierImage(directory, mark, most);
    try {
      for (CopyMember member : members) {
        EarlierBlocks blocks = member.directory().openEarlier(member.boundTo().volumeId());
        if (blocks != null) {
          opened.parts.add(new Part(member, blocks));
        } else if (mark.putBackEpoch() == 0) {
          throw new IOException("copy " + member.name() + ": its earlier blocks are missing");
        } // Else that one was put back, as far as it goes, and deleted.
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /** Whether a take-over may have begun to put back what cannot be read. */
  static boolean mayBePutBack(GroupDirectory directory) {
    try {
      ImageMark mark = directory.loadImage();
      return mark != null && mark.putBackEpoch() != 0;
    } catch (IOException _) {
      return true;
    }
  }

  /** Drops what cannot be read, durably. */
  static void discard(GroupDirectory directory, List<CopyMember> members) throws IOException {
    directory.deleteImage();
    for (CopyMember member : members) {
      member.directory().deleteEarlier();
    }
  }

  ImageStatus status() {
    long bytes = parts.stream().mapToLong(part -> part.blocks().bytes()).sum();
    return new ImageStatus(true, mark.time(), bytes, "");
  }

  /**
   * Saves what the record will change; durable after {@link #sync}.
   *
   * @throws IOException when it cannot be saved: the image must be dropped
   */
  void save(CopyMember member, RecordHeader header, long order) throws IOException {
    if (order <= mark.order() || !header.kind().changesBlocks()) {
      return;
    }
    for (Part part : parts) {
      if (part.member() == member) {
        boolean zeros = header.kind() != RecordKind.DATA;
        part.blocks().save(member.boundImage(), header.lba(), header.blocks(), zeros, most);
      }
    }
  }

  /** Makes durable what was saved. */
  void sync() throws IOException {
    for (Part part : parts) {
      part.blocks().sync();
    }
  }

  /** The image is no more, durably. */
  void drop() throws IOException {
    directory.deleteImage();
    close();
    for (Part part : parts) {
      part.member().directory().deleteEarlier();
    }
  }

  /** Has the take-over of this pair epoch put it back, durably: also after a crash. */
  void puttingBackAt(long epoch) throws IOException {
    ImageMark changed = mark.puttingBackAt(epoch);
    directory.saveImage(changed);
    mark = changed;
  }

  /** Whether a take-over has begun to put it back. */
  boolean isOfTakeOver(@Nullable GroupState state) {
    return state != null && state.takenOver() && mark.putBackEpoch() == state.epoch();
  }

  /**
   * Puts all members back to what they were, and is no more after that. Nothing may be on its way.
   *
   * @param image of the members, whose tables say how far they are
   * @throws IOException when that failed; it is to be repeated then
   */
  void putBack(List<CopyMember> members, GroupImage image) throws IOException {
    for (Part part : parts) {
      HostChanges changes = part.member().changes();
      if (changes == null) {
        throw new IllegalStateException("an image is put back before a take-over");
      }
      part.blocks().mark(changes);
      changes.persist();
    }
    for (Part part : parts) {
      try {
        part.blocks().putBack(part.member().boundImage(), () -> checkpoint(members, image));
      } catch (IOException e) {
        throw new IOException("copy " + part.member().name() + ": " + e.getMessage(), e);
      }
      part.member().owners().clear();
    }
    checkpoint(members, image); // Nothing of the journal is applied over it again.
    close();
    for (Part part : parts) {
      part.member().directory().deleteEarlier();
    }
    long moment = Math.clamp(mark.time(), 1, Long.MAX_VALUE >> 1);
    directory.store(new ImageNote(moment, false)); // No mixture any more.
    directory.deleteImage();
  }

  private static void checkpoint(List<CopyMember> members, GroupImage image) throws IOException {
    GroupCheckpoint checkpoint = new GroupCheckpoint(members, image);
    checkpoint.write();
    checkpoint.finish();
  }

  /** Gives the files back. */
  void close() throws IOException {
    for (Part part : parts) {
      part.blocks().close();
    }
  }
}

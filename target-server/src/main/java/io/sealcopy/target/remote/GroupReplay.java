package io.sealcopy.target.remote;

import io.sealcopy.protocol.record.RecordHeader;
import io.sealcopy.storage.journal.RingReader;
import io.sealcopy.storage.volume.VolumeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies the records of a receive journal again that are later than the tables' checkpoints: each
 * to its member, unless that one's table has it already.
 *
 * @param records how many were applied
 * @param failure why not all could be; null when all were
 */
record GroupReplay(int records, @Nullable String failure) {
  private static GroupReplay failed(int records, String why) {
    return new GroupReplay(records, why);
  }

  /** Up to number {@code last} of the journal. */
  static GroupReplay run(RingReader reader, List<CopyMember> members, GroupImage image, long last)
      throws IOException {
    int records = 0;
    RingReader.Step step = reader.next();
    while (step == RingReader.Step.RECORD && reader.order() <= last) {
      if (reader.order() > image.applied()) {
        if (reader.order() != image.applied() + 1) {
          return failed(records, "record " + (image.applied() + 1) + " is missing");
        }
        RecordHeader header = reader.header();
        CopyMember member = image.memberOf(header.volume()); // none: it was released
        if (member != null && reader.order() > member.boundImage().table().sequence()) {
          image.saveEarlier(member, header, reader.order());
          image.syncEarlier();
          VolumeFailure failure = apply(reader, member, members, image);
          if (failure != null) {
            return failed(records, "copy " + member.name() + ": " + failure.message());
          }
          records++;
        }
        image.advance(reader.order(), header);
      }
      step = reader.next();
    }
    return step == RingReader.Step.DAMAGED && last == Long.MAX_VALUE
        ? failed(records, reader.damage())
        : new GroupReplay(records, null);
  }

  private static @Nullable VolumeFailure apply(
      RingReader reader, CopyMember member, List<CopyMember> members, GroupImage image)
      throws IOException {
    RecordHeader header = reader.header();
    if (!member.boundImage().hasRoomFor(header)) {
      checkpoint(members, image);
    }
    ByteBuffer record = reader.record();
    return member
        .boundImage()
        .apply(header, record.slice(RecordHeader.LENGTH, header.dataLength()), null);
  }

  /** Of those that the journal has gone past: another one's table is ahead of it. */
  static void checkpoint(List<CopyMember> members, GroupImage image) throws IOException {
    List<CopyMember> behind =
        members.stream()
            .filter(member -> member.boundImage().table().sequence() < image.applied())
            .toList();
    GroupCheckpoint checkpoint = new GroupCheckpoint(behind, image);
    checkpoint.write();
    checkpoint.finish();
  }
}

package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.journal.RecordRing;
import io.sealcopy.storage.journal.RingOpening;
import io.sealcopy.storage.table.TableDamagedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens one group: its members' tables, then its journal, of which it applies what they lack. */
final class GroupOpener {
  private final GroupDirectory directory;
  private final GroupFiles files;
  private final List<CopyMember> members = new ArrayList<>();
  private @Nullable GroupState state;

  GroupOpener(GroupDirectory directory, GroupFiles files) {
    this.directory = directory;
    this.files = files;
  }

  /**
   * Opens a group that has its file.
   *
   * @param copies all that there are, by name
   */
  GroupOpening open(Map<String, CopyMember> copies) {
    try {
      GroupState known = directory.load();
      state = known;
      for (GroupState.Member bound : known.members()) {
        CopyMember member = copies.get(bound.copy());
        if (member == null) {
          continue;
        }
        member.bind(bound.binding());
        members.add(member);
      }
      for (GroupState.Member bound : known.members()) {
        if (!copies.containsKey(bound.copy())) {
          return faulty(
              FaultCode.DAMAGED_STATE,
              "copy %s belongs to the group and is not in the configuration: put it back, or release it"
                  .formatted(bound.copy()));
        }
      }
      // Rule 8 first: of a volume that was exchanged nothing is read or written.
      String exchanged = exchanged();
      if (exchanged != null) {
        return faulty(FaultCode.DAMAGED_STATE, exchanged);
      }
      for (CopyMember member : members) {
        mark(member);
      }
      KeyShelf keys = directory.keys();
      GroupOpening broken = openTables(keys);
      return broken == null ? openJournal(known, keys) : broken;
    } catch (IOException e) {
      return faulty(FaultCode.DAMAGED_STATE, e.getMessage());
    }
  }

  /** Opens a copy that has a journal of its own, and makes a group of it. */
  GroupOpening open(CopyMember member, OldCopy old) {
    try {
      GroupState known = old.group();
      state = known;
      member.bind(known.members().getFirst().binding());
      members.add(member);
      GroupOpening broken = openTables(old.keys());
      if (broken != null) {
        return broken;
      }
      return switch (old.openJournal()) {
        case RingOpening.NoRing(String what) -> faulty(FaultCode.DAMAGED_JOURNAL, what);
        case RingOpening.Damaged damaged -> damaged(damaged, new GroupImage(members));
        case RingOpening.Opened(RecordRing ring, long _, String _) -> {
          GroupImage image = new GroupImage(members);
          GroupReplay replay = replay(ring, image);
          if (replay.failure() != null) {
            yield unapplied(replay);
          }
          old.move(image, ring, files, directory);
          KeyShelf keys = directory.keys();
          member.open(member.boundImage().table(), keys);
          yield opened(known, keys, image, replay.records());
        }
      };
    } catch (IOException e) {
      return faulty(FaultCode.DAMAGED_STATE, e.getMessage());
    }
  }

  /** The group's file decides: a crash may have come before the copy's own said the same. */
  private void mark(CopyMember member) throws IOException {
    CopyMark mark = member.directory().read();
    if (mark instanceof CopyMark.Alone) {
      OldCopy.clear(member.directory().files());
    }
    member.directory().mark(directory.groupId(), mark);
  }

  private @Nullable String exchanged() throws IOException {
    for (CopyMember member : members) {
      String found = member.directory().exchanged(member.directory().read());
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable GroupOpening openTables(KeyShelf keys) {
    GroupOpening broken = null;
    for (CopyMember member : members) {
      try {
        member.open(member.directory().openTable(), keys);
      } catch (TableDamagedException e) {
        broken = faulty(FaultCode.DAMAGED_TABLE, named(member, e));
      } catch (IOException e) {
        broken = faulty(FaultCode.DAMAGED_STATE, named(member, e));
      }
    }
    return broken;
  }

  private static String named(CopyMember member, IOException e) {
    return "copy " + member.name() + ": " + e.getMessage();
  }

  private GroupOpening openJournal(GroupState known, KeyShelf keys) throws IOException {
    GroupImage image = new GroupImage(members);
    image.openEarlier(directory, known, files.imageBytes());
    known.nexus().ifPresent(image::follow);
    return switch (directory.openJournal()) {
      case RingOpening.NoRing(String what) -> faulty(FaultCode.DAMAGED_JOURNAL, what);
      case RingOpening.Damaged damaged -> damaged(damaged, image);
      case RingOpening.Opened(RecordRing ring, long _, String _) -> {
        GroupReplay replay = replay(ring, image);
        if (replay.failure() != null) {
          yield unapplied(replay);
        }
        putBackEarlier(known, image);
        yield sound(known, keys, ring, image, replay.records());
      }
    };
  }

  /** What a take-over has begun is brought to its end. */
  private void putBackEarlier(GroupState known, GroupImage image) throws IOException {
    EarlierImage earlier = image.earlier();
    if (earlier != null && earlier.isOfTakeOver(known)) {
      for (CopyMember member : members) {
        member.changes(member.directory().openChanges(files.ringIds().getAsLong()));
      }
      image.putBackEarlier();
    }
  }

  private GroupReplay replay(RecordRing ring, GroupImage image) throws IOException {
    GroupReplay replay = GroupReplay.run(ring.reader(ring.tail()), members, image, Long.MAX_VALUE);
    long last = ring.nextSequence() - 1;
    long tables =
        members.stream().mapToLong(m -> m.boundImage().table().sequence()).max().orElse(last);
    return replay.failure() != null || (image.applied() == last && tables <= last)
        ? replay
        : new GroupReplay(
            replay.records(),
            "it ends at record %d, of which %d could be applied; a table is at %d"
                .formatted(last, image.applied(), tables));
  }

  private GroupOpening opened(GroupState known, KeyShelf keys, GroupImage image, int replayed)
      throws IOException {
    return switch (directory.openJournal()) {
      case RingOpening.NoRing(String what) -> faulty(FaultCode.DAMAGED_JOURNAL, what);
      case RingOpening.Damaged damaged -> damaged(damaged, new GroupImage(members));
      case RingOpening.Opened(RecordRing ring, long _, String _) ->
          sound(known, keys, ring, image, replayed);
    };
  }

  private GroupOpening sound(
      GroupState known, KeyShelf keys, RecordRing ring, GroupImage image, int replayed) {
    GroupParts parts = new GroupParts(directory, known, keys, new CopyJournal(ring));
    return new GroupOpening(
        directory.groupId(), members, image, parts, known, Optional.empty(), replayed, files);
  }

  private GroupOpening damaged(RingOpening.Damaged damaged, GroupImage image) throws IOException {
    GroupReplay replay = GroupReplay.run(damaged.prefix(), members, image, damaged.sequence() - 1);
    String more = replay.failure() == null ? "" : ": " + replay.failure();
    return faulty(FaultCode.DAMAGED_JOURNAL, damaged.what() + more);
  }

  private GroupOpening unapplied(GroupReplay replay) {
    return faulty(
        FaultCode.STORAGE_FAILED, "the receive journal could not be applied: " + replay.failure());
  }

  private GroupOpening faulty(FaultCode code, @Nullable String text) {
    Fault fault = new Fault(code, text == null ? code.toString() : text);
    return new GroupOpening(
        directory.groupId(),
        members,
        new GroupImage(members),
        null,
        state,
        Optional.of(fault),
        0,
        files);
  }
}

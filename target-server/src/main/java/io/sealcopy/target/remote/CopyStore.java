package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.CopyStatus.Fault;
import io.sealcopy.protocol.vendor.CopyStatus.FaultCode;
import io.sealcopy.storage.file.StorageDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The groups of copies in a state directory, each in {@code groups/<group id>}. */
public final class CopyStore {
  private static final Pattern GROUP_NAME =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String GROUPS = "groups";
  private static final String COPIES = "copies";

  private final StorageDirectory groups;
  private final Map<String, CopyMember> copies = new LinkedHashMap<>();
  private final GroupFiles files;

  /**
   * @param copies all that there are, bound or not
   */
  public CopyStore(StorageDirectory state, List<CopyMember> copies, GroupFiles files)
      throws IOException {
    this.groups = state.directory(GROUPS);
    this.files = files;
    copies.forEach(copy -> this.copies.put(copy.name(), copy));
  }

  /** Where the files of the copy called {@code name} are. */
  public static StorageDirectory directoryOf(StorageDirectory state, String name)
      throws IOException {
    return state.directory(COPIES).directory(name);
  }

  /** Whether there is anything of a copy called {@code name}. */
  static boolean knows(StorageDirectory state, String name) throws IOException {
    return state.directories().contains(COPIES)
        && state.directory(COPIES).directories().contains(name);
  }

  private GroupDirectory of(UUID groupId) throws IOException {
    return new GroupDirectory(groupId, groups.directory(groupId.toString()));
  }

  /** Opens every group; a copy that is in none of them is not bound, or says what is wrong. */
  public List<GroupOpening> open() throws IOException {
    List<GroupOpening> opened = new ArrayList<>();
    Set<CopyMember> bound = new HashSet<>();
    for (UUID groupId : groupIds(groups)) {
      GroupDirectory directory = of(groupId);
      if (directory.exists()) {
        GroupOpening opening = open(groupId);
        opened.add(opening);
        bound.addAll(opening.members());
      }
    }
    for (CopyMember copy : copies.values()) {
      if (!bound.contains(copy)) {
        openAlone(copy).ifPresent(opened::add);
      }
    }
    return opened;
  }

  /** Opens one group that is there. */
  GroupOpening open(UUID groupId) throws IOException {
    return new GroupOpener(of(groupId), files).open(copies);
  }

  /** A main centre keeps its pairs beside them, under names that people gave. */
  private static List<UUID> groupIds(StorageDirectory groups) throws IOException {
    List<UUID> ids = new ArrayList<>();
    for (String name : groups.directories()) {
      if (GROUP_NAME.matcher(name).matches()) {
        ids.add(UUID.fromString(name));
      }
    }
    return ids;
  }

  private Optional<GroupOpening> openAlone(CopyMember copy) {
    try {
      return switch (copy.directory().read()) {
        case CopyMark.None _ -> Optional.empty();
        case CopyMark.Alone(CopyState state) -> {
          GroupDirectory directory = of(state.binding().groupId());
          if (directory.exists()) {
            throw new IOException(
                "there is another copy of group %s, with a journal of its own"
                    .formatted(directory.groupId()));
          }
          OldCopy old = new OldCopy(copy, state);
          yield Optional.of(new GroupOpener(directory, files).open(copy, old));
        }
        case CopyMark.OfGroup(UUID groupId, UUID _) ->
            throw new IOException(
                "it belongs to group %s, whose state is missing or does not name it"
                    .formatted(groupId));
      };
    } catch (IOException e) {
      copy.fault(new Fault(FaultCode.DAMAGED_STATE, "copy " + copy.name() + ": " + e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * Makes a group without members; only when its first copy is bound a restart finds it.
   *
   * @throws IOException when its files cannot be made
   */
  public GroupOpening create(UUID groupId) throws IOException {
    GroupState state = GroupState.empty(groupId);
    GroupDirectory directory = of(groupId);
    if (directory.exists()) {
      throw new IOException("there is a group " + groupId + " already");
    }
    GroupParts parts =
        directory.create(state, files.journalBytes(), 1, files.ringIds().getAsLong());
    List<CopyMember> none = new ArrayList<>();
    return new GroupOpening(
        groupId, none, new GroupImage(none), parts, state, Optional.empty(), 0, files);
  }

  /**
   * Takes the volume that the next start meets for the one that the copy was kept on: an operator
   * knows that it is. Nobody may have the state directory open.
   *
   * @throws IOException when the copy is bound to none
   */
  public static void accept(StorageDirectory state, String name) throws IOException {
    CopyDirectory.accept(directoryOf(state, name));
  }

  /**
   * Makes a copy a plain volume again; its blocks stay as they are. The last of a group ends it.
   * Nobody may have the state directory open.
   */
  public static void release(StorageDirectory state, String name) throws IOException {
    StorageDirectory files = directoryOf(state, name);
    CopyDirectory.unmark(files);
    StorageDirectory groups = state.directory(GROUPS);
    for (UUID groupId : groupIds(groups)) {
      GroupDirectory group = new GroupDirectory(groupId, groups.directory(groupId.toString()));
      if (group.exists()) {
        release(state, group, name);
      }
    }
    CopyDirectory.clear(files);
  }

  private static void release(StorageDirectory state, GroupDirectory group, String name)
      throws IOException {
    GroupState known;
    try {
      known = group.load();
    } catch (IOException e) {
      // Nobody knows its members any more but they themselves: the last one takes it along.
      if (!isMarked(state, group.groupId())) {
        group.delete();
      }
      return;
    }
    GroupState rest = known.without(name);
    if (rest.members().isEmpty()) {
      group.delete();
    } else if (!rest.equals(known)) {
      group.save(rest);
    }
  }

  private static boolean isMarked(StorageDirectory state, UUID groupId) throws IOException {
    for (String copy : state.directory(COPIES).directories()) {
      if (CopyMark.names(CopyDirectory.markOf(directoryOf(state, copy)), groupId)) {
        return true;
      }
    }
    return false;
  }
}

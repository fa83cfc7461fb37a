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

/** The groups of copies in a state directory, each in {@code groups/<group id>}. */
public final class CopyStore {
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

  private GroupDirectory of(UUID groupId) throws IOException {
    return new GroupDirectory(groupId, groups.directory(groupId.toString()));
  }

  /** Opens every group; a copy that is in none of them is not bound, or says what is wrong. */
  public List<GroupOpening> open() throws IOException {
    List<GroupOpening> opened = new ArrayList<>();
    Set<CopyMember> bound = new HashSet<>();
    for (String name : groups.directories()) {
      GroupDirectory directory = of(UUID.fromString(name));
      if (directory.exists()) {
        GroupOpening opening = new GroupOpener(directory, files).open(copies);
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
    for (String id : groups.directories()) {
      UUID groupId = UUID.fromString(id);
      GroupDirectory group = new GroupDirectory(groupId, groups.directory(id));
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

package io.sealcopy.storage.sim;

import java.util.Map;
import java.util.SortedSet;

/** Everything that a simulated disk had at one instant. */
public final class SimBackup {
  private final Map<String, SimContent> files;
  private final SortedSet<String> directories;

  SimBackup(Map<String, SimContent> files, SortedSet<String> directories) {
    this.files = files;
    this.directories = directories;
  }

  Map<String, SimContent> files() {
    return files;
  }

  SortedSet<String> directories() {
    return directories;
  }
}

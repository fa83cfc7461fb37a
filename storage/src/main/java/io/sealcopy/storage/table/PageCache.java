package io.sealcopy.storage.table;

import static io.sealcopy.storage.table.TableShape.PAGE;

import io.sealcopy.storage.file.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Table pages in memory: those that a checkpoint still has to write are held, of the others the
 * most recently used. A page that is held is never read from the file, where it may be old.
 */
final class PageCache {
  private final StorageFile file;
  private final long firstTable;
  private final int cleanLimit;
  private final Map<Integer, TablePage> held = new HashMap<>();
  private final LinkedHashMap<Integer, TablePage> clean = new LinkedHashMap<>(16, 0.75f, true);
  private int dirtyCount;

  PageCache(StorageFile file, TableShape shape, int cleanLimit) {
    this.file = file;
    this.firstTable = shape.firstTable();
    this.cleanLimit = cleanLimit;
  }

  /** The page, to be changed or looked at again soon. */
  TablePage page(int number, boolean present) throws IOException {
    TablePage page = cached(number);
    if (page == null) {
      page = present ? read(number) : TablePage.blank(number);
      keep(page);
    }
    return page;
  }

  /** The page for one pass over the table, which must not push others out. */
  TablePage pageOnce(int number) throws IOException {
    TablePage page = cached(number);
    return page == null ? read(number) : page;
  }

  void dirtied(TablePage page) {
    if (!page.dirty) {
      page.dirty = true;
      dirtyCount++;
      clean.remove(page.number);
      held.put(page.number, page);
    }
  }

  int dirtyCount() {
    return dirtyCount;
  }

  /** By rising number. */
  List<TablePage> dirtyPages() {
    return held.values().stream()
        .filter(page -> page.dirty)
        .sorted(Comparator.comparingInt(page -> page.number))
        .toList();
  }

  /** The dirty pages' content is part of a checkpoint now. */
  void checkpointBegun() {
    for (TablePage page : held.values()) {
      page.inFlight = true;
      page.dirty = false;
    }
    dirtyCount = 0;
  }

  /** The checkpoint is in place and durable. */
  void checkpointDone() {
    held.values()
        .removeIf(page -> {
          page.inFlight = false;
          if (!page.dirty) {
            keep(page);
          }
          return !page.dirty;
        });
  }

  private @Nullable TablePage cached(int number) {
    TablePage page = held.get(number);
    return page == null ? clean.get(number) : page;
  }

  private void keep(TablePage page) {
    clean.put(page.number, page);
    if (clean.size() > cleanLimit) {
      clean.pollFirstEntry();
    }
  }

  private TablePage read(int number) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(PAGE);
    file.read(bytes, (firstTable + number) * PAGE);
    PageFormat.TABLE.check(bytes, number, file.name());
    TablePage page = new TablePage(number, bytes);
    if (!page.wellFormed()) {
      throw new TableDamagedException(file.name(), "table page " + number + " is contradictory");
    }
    return page;
  }
}

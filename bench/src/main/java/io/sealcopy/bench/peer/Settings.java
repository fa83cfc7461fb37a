package io.sealcopy.bench.peer;

import io.sealcopy.bench.lab.Placement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How one of our servers is to be started.
 *
 * @param portal lines for the section {@code portal}
 * @param volumes one line each, as in a configuration
 * @param initiators one line each
 * @param more lines for the section of the centre
 * @param jvm options of the JVM
 */
public record Settings(
    Placement placement,
    List<String> portal,
    List<String> volumes,
    List<String> initiators,
    List<String> more,
    String jvm) {
  private static final String EVERYBODY =
      "{ name = \"*\", grants = [{ volumes = [\"*\"], roles = [host] }] }";

  /** Defaults everywhere, with no volume yet, for every host. */
  public static final Settings PLAIN =
      new Settings(Placement.FREE, List.of(), List.of(), List.of(EVERYBODY), List.of(), "");

  /** Bound to a processor. */
  public Settings on(Placement where) {
    return new Settings(where, portal, volumes, initiators, more, jvm);
  }

  /** With a line in the section {@code portal}. */
  public Settings portal(String line) {
    return new Settings(placement, and(portal, line), volumes, initiators, more, jvm);
  }

  /** With a file as the next unit; the first is 0. */
  public Settings file(String name, Path file, long size) {
    return volume(name, "size = %d, backing.file = \"%s\"".formatted(size, file));
  }

  /** With a volume as the next unit. */
  public Settings volume(String name, String rest) {
    String line = "{ name = \"%s\", lun = %d, %s }".formatted(name, volumes.size(), rest);
    return new Settings(placement, portal, and(volumes, line), initiators, more, jvm);
  }

  /** With who else may log in. */
  public Settings initiator(String line) {
    return new Settings(placement, portal, volumes, and(initiators, line), more, jvm);
  }

  /** For these initiators only. */
  public Settings onlyFor(List<String> lines) {
    return new Settings(placement, portal, volumes, lines, more, jvm);
  }

  /** With a line in the section of the centre. */
  public Settings with(String line) {
    return new Settings(placement, portal, volumes, initiators, and(more, line), jvm);
  }

  /** With options of the JVM. */
  public Settings jvm(String options) {
    return new Settings(
        placement,
        portal,
        volumes,
        initiators,
        more,
        jvm.isEmpty() ? options : jvm + " " + options);
  }

  private static List<String> and(List<String> lines, String line) {
    List<String> all = new ArrayList<>(lines);
    all.add(line);
    return List.copyOf(all);
  }
}

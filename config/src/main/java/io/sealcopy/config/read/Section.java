package io.sealcopy.config.read;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sealcopy.config.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys between one pair of braces, over their defaults. A reader asks for each key of the shape
 * once; whatever is wrong is noted and some harmless value returned, so that reading goes on and
 * finds the rest.
 */
final class Section {
  private final Reading reading;
  private final String path;
  private final ConfigOrigin origin;
  private final ConfigObject given;
  private final ConfigObject shape;
  private final Set<String> unread;
  private final Set<String> unsound = new HashSet<>();

  /**
   * Notes every key of {@code given} that the shape does not have.
   *
   * @param path the keys that lead here, e.g. {@code main.target}
   * @param origin where the section stands in the file, or what it is missing from
   */
  Section(
      Reading reading, String path, ConfigOrigin origin, ConfigObject given, ConfigObject shape) {
    this.reading = reading;
    this.path = path;
    this.origin = origin;
    this.given = given;
    this.shape = shape;
    this.unread = new TreeSet<>(shape.keySet());
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      if (!shape.containsKey(entry.getKey())) {
        unknown(entry.getKey(), entry.getValue().origin(), shape.keySet());
      }
    }
  }

  private void unknown(String key, ConfigOrigin where, Set<String> known) {
    String right =
        Nearest.to(key, known)
            .map(near -> "did you mean \"" + near + "\"?")
            .orElse("the keys here are " + String.join(", ", new TreeSet<>(known)));
    reading.problem(where, pathOf(key), "there is no such key", right);
  }

  Reading reading() {
    return reading;
  }

  /** The value of a key; empty when neither the file nor the defaults have one. */
  Optional<ConfigValue> value(String key) {
    unread.remove(key);
    ConfigValue value = shape.get(key);
    if (value == null) {
      throw new IllegalStateException("reference.conf does not have " + pathOf(key));
    }
    ConfigValue own = given.get(key);
    if (own instanceof ConfigObject object && value instanceof ConfigObject defaults) {
      value = object.withFallback(defaults);
    } else if (own != null) {
      value = own;
    }
    return value.valueType() == ConfigValueType.NULL ? Optional.empty() : Optional.of(value);
  }

  /** As {@link #value}, but its absence is a problem. */
  Optional<ConfigValue> required(String key) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      unsound.add(key);
      reading.problem(origin, pathOf(key), "is missing", "add it here");
    }
    return value;
  }

  /** Notes that the value of {@code key} is wrong, at the line where it stands. */
  void problem(String key, String wrong, String right) {
    unsound.add(key);
    reading.problem(originOf(key), pathOf(key), wrong, right);
  }

  void warning(String key, String wrong, String right) {
    reading.warning(originOf(key), pathOf(key), wrong, right);
  }

  /** False once something was found wrong with {@code key}: no use in checking it further. */
  boolean sound(String key) {
    return !unsound.contains(key);
  }

  Path resolve(String key, String file) {
    return reading.resolve(originOf(key), file);
  }

  /** The section at {@code key}; when it is missing or no section, one with the defaults alone. */
  Section section(String key, String shape) {
    return sectionAt(key, shape, required(key))
        .orElseGet(() -> section(key, reading.shape(shape), reading.shape(shape)));
  }

  Optional<Section> optionalSection(String key, String shape) {
    return sectionAt(key, shape, value(key));
  }

  private Optional<Section> sectionAt(String key, String shape, Optional<ConfigValue> value) {
    return value.flatMap(found -> {
      if (found instanceof ConfigObject object) {
        return Optional.of(section(key, object, reading.shape(shape)));
      }
      problem(key, "is " + shown(found), "it is a section: " + key + " { ... }");
      return Optional.empty();
    });
  }

  private Section section(String key, ConfigObject object, ConfigObject keys) {
    return new Section(reading, pathOf(key), originOf(key), object, keys);
  }

  /** The sections in the list at {@code key}. */
  List<Section> sections(String key, String shape) {
    List<Section> sections = new ArrayList<>();
    for (ConfigValue element : elements(key)) {
      String at = pathOf(key) + "[" + sections.size() + "]";
      if (element instanceof ConfigObject object) {
        sections.add(new Section(reading, at, object.origin(), object, reading.shape(shape)));
      } else {
        problem(key, "has " + shown(element), "it is a list of sections: [ { ... }, { ... } ]");
      }
    }
    return sections;
  }

  /** The elements of the list at {@code key}; one value alone counts as a list of it. */
  List<ConfigValue> elements(String key) {
    Optional<ConfigValue> value = required(key);
    if (value.isEmpty()) {
      return List.of();
    }
    return value.get() instanceof ConfigList list ? List.copyOf(list) : List.of(value.get());
  }

  /** Stops the program if its reader forgot a key: then reference.conf promises too much. */
  void done() {
    if (!unread.isEmpty()) {
      throw new IllegalStateException("nothing reads " + unread + " of " + path);
    }
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  static String shown(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "a section";
      case LIST -> "a list";
      case NUMBER, BOOLEAN, NULL, STRING -> "\"" + value.unwrapped() + "\"";
    };
  }

  /** Where the value of a key stands; for a default, where the section does that lacks the key. */
  private ConfigOrigin originOf(String key) {
    ConfigValue own = given.get(key);
    return own == null || own.origin().resource() != null ? origin : own.origin();
  }
}

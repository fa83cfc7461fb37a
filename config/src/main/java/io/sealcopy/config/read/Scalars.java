package io.sealcopy.config.read;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sealcopy.config.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Typed single values of a {@link Section}. What cannot be read is noted as a problem there. */
final class Scalars {
  private Scalars() {}

  static String text(Section in, String key) {
    return in.required(key).flatMap(value -> string(in, key, value)).orElse("");
  }

  static Optional<String> optionalText(Section in, String key) {
    return in.value(key).flatMap(value -> string(in, key, value));
  }

  static List<String> texts(Section in, String key) {
    List<String> texts = new ArrayList<>();
    for (ConfigValue element : in.elements(key)) {
      string(in, key, element).ifPresent(texts::add);
    }
    return texts;
  }

  static Path path(Section in, String key) {
    return in.resolve(key, text(in, key));
  }

  static Optional<Path> optionalPath(Section in, String key) {
    return optionalText(in, key).map(text -> in.resolve(key, text));
  }

  static int number(Section in, String key, int least, int most) {
    return in.required(key)
        .flatMap(value -> parsed(in, key, value, from -> from.atKey("v").getInt("v"), "a number"))
        .filter(number -> within(in, key, number, least, most, "it is " + least + " to " + most))
        .orElse(least);
  }

  /** A size of at least {@code least} bytes. */
  static long size(Section in, String key, long least) {
    in.required(key);
    return optionalSize(in, key, least).orElse(least);
  }

  static OptionalLong optionalSize(Section in, String key, long least) {
    return in.value(key)
        .flatMap(value -> parsed(in, key, value, Scalars::bytes, "a size, e.g. \"10 GiB\""))
        .filter(
            size -> within(in, key, size, least, Long.MAX_VALUE, "at least " + least + " bytes"))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  static Duration duration(Section in, String key, Duration least, Duration most) {
    String wanted = "a time with its unit, e.g. \"30 s\" or \"500 ms\"";
    return in.required(key)
        .filter(value -> {
          // A bare number would be taken for milliseconds, which nobody means.
          boolean bare = value.valueType() == ConfigValueType.NUMBER;
          if (bare) {
            in.problem(key, Section.shown(value) + " has no unit", "write " + wanted);
          }
          return !bare;
        })
        .flatMap(value -> parsed(in, key, value, from -> from.atKey("v").getDuration("v"), wanted))
        .filter(time -> {
          boolean fits = time.compareTo(least) >= 0 && time.compareTo(most) <= 0;
          if (!fits) {
            in.problem(key, "is out of range", "it is " + least + " to " + most);
          }
          return fits;
        })
        .orElse(least);
  }

  static boolean flag(Section in, String key) {
    return in.required(key)
        .flatMap(value ->
            parsed(in, key, value, from -> from.atKey("v").getBoolean("v"), "true or false"))
        .orElse(false);
  }

  static HostPort hostPort(Section in, String key, Optional<Integer> defaultPort) {
    String text = text(in, key);
    HostPort none = new HostPort("", 0);
    return in.sound(key) ? hostPort(in, key, text, defaultPort).orElse(none) : none;
  }

  /** One address or a list of them, no two alike. */
  static List<HostPort> hostPorts(Section in, String key, Optional<Integer> defaultPort) {
    List<HostPort> all = new ArrayList<>();
    for (String text : texts(in, key)) {
      Optional<HostPort> parsed = hostPort(in, key, text, defaultPort);
      // Port 0 is another free port each time.
      if (parsed.isPresent() && parsed.get().port() != 0 && all.contains(parsed.get())) {
        in.problem(key, parsed.get() + " is listed twice", "take one of them out");
      }
      parsed.ifPresent(all::add);
    }
    return all;
  }

  private static Optional<HostPort> hostPort(
      Section in, String key, String text, Optional<Integer> defaultPort) {
    Optional<HostPort> parsed = Names.hostPort(text, defaultPort);
    if (parsed.isEmpty()) {
      in.problem(
          key,
          "\"" + text + "\" is not an address and a port",
          "write host:port, e.g. \"192.0.2.7:3260\" or \"[2001:db8::7]:3260\", port 0 to 65535");
    }
    return parsed;
  }

  static String iscsiName(Section in, String key) {
    String name = text(in, key);
    if (in.sound(key)) {
      Names.faultOfIscsiName(name)
          .ifPresent(fault ->
              in.problem(
                  key,
                  "\"" + name + "\" is not an iSCSI name: " + fault,
                  "write for example \"iqn.2026-01.org.example:store1\" (RFC 7143 §4.2.7.1)"));
    }
    return name;
  }

  static String name(Section in, String key) {
    String name = text(in, key);
    if (in.sound(key) && !Names.isName(name)) {
      in.problem(
          key,
          "\"" + name + "\" cannot be a name",
          "use letters, digits, dot, dash and underscore, 64 at most, a letter or digit first");
    }
    return name;
  }

  /** What {@code choices} calls the text at {@code key}. */
  static <T> Optional<T> choice(Section in, String key, String text, Map<String, T> choices) {
    Optional<T> choice = Optional.ofNullable(choices.get(text));
    if (choice.isEmpty() && in.sound(key)) {
      in.problem(
          key,
          "\"" + text + "\" is not possible",
          "it is one of " + String.join(", ", choices.keySet()));
    }
    return choice;
  }

  private static long bytes(ConfigValue value) {
    return value.atKey("v").getBytes("v");
  }

  private static Optional<String> string(Section in, String key, ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(String.valueOf(value.unwrapped()));
      case OBJECT, LIST, NULL -> {
        in.problem(key, "is " + Section.shown(value), "it is a text");
        yield Optional.empty();
      }
    };
  }

  private static <T> Optional<T> parsed(
      Section in, String key, ConfigValue value, Function<ConfigValue, T> parser, String wanted) {
    try {
      return Optional.of(parser.apply(value));
    } catch (ConfigException _) {
      in.problem(key, Section.shown(value) + " is not possible", "it is " + wanted);
      return Optional.empty();
    }
  }

  private static boolean within(
      Section in, String key, long number, long least, long most, String right) {
    boolean fits = number >= least && number <= most;
    if (!fits) {
      in.problem(key, number + " is out of range", right);
    }
    return fits;
  }
}

package io.sealcopy.config.read;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.sealcopy.config.ConfigResult;
import io.sealcopy.config.DecryptorConfig;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.Nearest;
import io.sealcopy.config.Problem;
import io.sealcopy.config.RemoteConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads a configuration file into the record of one program. Reads the file, those it includes and
 * those its secrets are in; looks at, but does not open, the files of volumes. Thread-safe.
 */
public final class ConfigReader {
  private static final Config REFERENCE = ConfigFactory.parseResources("reference.conf");

  private ConfigReader() {}

  /**
   * The section {@code main} of {@code file}.
   *
   * @param environment where secrets and substitutions come from: {@code System.getenv()}
   */
  public static ConfigResult<MainConfig> main(Path file, Map<String, String> environment) {
    return read(file, environment, "main", ProgramReader::main);
  }

  /** The section {@code remote} of {@code file}; otherwise as {@link #main}. */
  public static ConfigResult<RemoteConfig> remote(Path file, Map<String, String> environment) {
    return read(file, environment, "remote", ProgramReader::remote);
  }

  /** The section {@code decryptor} of {@code file}; otherwise as {@link #main}. */
  public static ConfigResult<DecryptorConfig> decryptor(
      Path file, Map<String, String> environment) {
    return read(file, environment, "decryptor", ProgramReader::decryptor);
  }

  private static <T> ConfigResult<T> read(
      Path file, Map<String, String> environment, String program, Function<Section, T> reader) {
    if (!Files.isRegularFile(file)) {
      return invalid(
          file,
          0,
          "there is no such file",
          "make one from the example config/" + program + ".conf");
    }
    Config parsed;
    try {
      ConfigParseOptions options =
          ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
      parsed =
          ConfigFactory.parseFile(file.toFile(), options)
              .resolveWith(ConfigFactory.parseMap(environment, "environment"));
    } catch (ConfigException unreadable) {
      return invalid(
          file, line(unreadable), withoutOrigin(unreadable), "it is HOCON: key = value, # comment");
    }
    Reading reading = new Reading(file, REFERENCE.getObject("shape"), environment);
    Set<String> programs = new TreeSet<>(REFERENCE.root().keySet());
    programs.remove("shape");
    for (String key : parsed.root().keySet()) {
      if (!programs.contains(key)) {
        String right =
            Nearest.to(key, programs)
                .map(near -> "did you mean \"" + near + "\"?")
                .orElse("a file has sections called " + String.join(", ", programs));
        reading.problem(parsed.root().get(key).origin(), key, "there is no such key", right);
      }
    }
    if (!(parsed.root().get(program) instanceof ConfigObject given)) {
      reading.problem(
          parsed.root().origin(), program, "is missing", "add: " + program + " { ... }");
      return reading.invalid();
    }
    Section in = new Section(reading, program, given.origin(), given, REFERENCE.getObject(program));
    T config = reader.apply(in);
    in.done();
    return reading.result(config);
  }

  private static <T> ConfigResult<T> invalid(Path file, int line, String wrong, String right) {
    return new ConfigResult.Invalid<>(
        List.of(new Problem(file.toString(), line, "", wrong, right)));
  }

  private static int line(ConfigException unreadable) {
    return unreadable.origin() == null ? 0 : Math.max(0, unreadable.origin().lineNumber());
  }

  /** The message without the place that Typesafe config puts before it: we name that ourselves. */
  private static String withoutOrigin(ConfigException unreadable) {
    String message = String.valueOf(unreadable.getMessage());
    if (unreadable.origin() == null) {
      return message;
    }
    String place = unreadable.origin().description() + ": ";
    return message.startsWith(place) ? message.substring(place.length()) : message;
  }
}

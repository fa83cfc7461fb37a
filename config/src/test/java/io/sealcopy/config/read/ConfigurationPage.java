package io.sealcopy.config.read;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes docs/configuration.md from the comments of reference.conf. */
final class ConfigurationPage {
  private static final Pattern TAGGED =
      Pattern.compile("\\[(?<type>.*?)(?<required>, required)?] (?<text>.*)");
  private static final String HEAD =
      """
      # Configuration

      Made from [reference.conf](../config/src/main/resources/reference.conf) by a test; do not edit
      it here. Commented examples: [main.conf](../config/main.conf),
      [remote.conf](../config/remote.conf), [decryptor.conf](../config/decryptor.conf).

      A file is HOCON: `key = value`, `section { ... }`, `# comment`, `include "other.conf"`,
      `${VARIABLE}` from the environment. Sizes are written with a unit (`1 GiB` = 1024³ bytes,
      `1 GB` = 1000³), times too (`30 s`, `500 ms`). A relative path is relative to the file in
      which it stands. Everything is checked before anything starts, and all problems are reported
      at once, each with file and line. A type that is a link is a section of its own, below.

      """;

  private final ConfigObject reference;

  ConfigurationPage(ConfigObject reference) {
    this.reference = reference;
  }

  String text() {
    StringBuilder page = new StringBuilder(HEAD);
    for (String program : List.of("main", "remote", "decryptor")) {
      section(page, "## ", program, reference.toConfig().getObject(program));
    }
    page.append("## Parts\n\n");
    inOrder(shapes()).forEach(entry -> section(page, "### ", entry.getKey(), entry.getValue()));
    return page.toString();
  }

  private ConfigObject shapes() {
    return reference.toConfig().getObject("shape");
  }

  private void section(StringBuilder page, String level, String name, ConfigValue section) {
    page.append(level).append(name).append("\n\n").append(comment(section)).append("\n\n");
    page.append("| key | type | default | meaning |\n|---|---|---|---|\n");
    for (Map.Entry<String, ConfigValue> entry : inOrder((ConfigObject) section)) {
      Matcher tagged = TAGGED.matcher(comment(entry.getValue()));
      if (!tagged.matches()) {
        throw new IllegalStateException(
            "reference.conf: the comment of " + name + "." + entry.getKey() + " has no [type]");
      }
      String value = tagged.group("required") != null ? "required" : shown(entry.getValue());
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  entry.getKey(),
                  linked(tagged.group("type")).replace("|", "\\|"),
                  value,
                  tagged.group("text").replace("|", "\\|")));
    }
    page.append('\n');
  }

  /** A type, with a link where it, or the element of its list, is a part of this page. */
  private String linked(String type) {
    String part = type.replaceFirst("^list of ", "");
    return shapes().containsKey(part) ? type.replace(part, "[" + part + "](#" + part + ")") : type;
  }

  private static String shown(ConfigValue value) {
    return switch (value.valueType()) {
      case NULL -> "none";
      case OBJECT -> ((ConfigObject) value).isEmpty() ? "its defaults" : rendered(value);
      case LIST, NUMBER, BOOLEAN, STRING -> rendered(value);
    };
  }

  private static String rendered(ConfigValue value) {
    if (value.valueType() == ConfigValueType.STRING) {
      return "`" + value.unwrapped() + "`";
    }
    return "`"
        + value
            .render(ConfigRenderOptions.concise().setJson(false).setFormatted(false))
            .replace("|", "\\|")
        + "`";
  }

  private static String comment(ConfigValue value) {
    return String.join(" ", value.origin().comments().stream().map(String::strip).toList());
  }

  private static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject object) {
    return object.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()))
        .toList();
  }
}

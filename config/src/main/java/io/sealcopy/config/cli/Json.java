package io.sealcopy.config.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * JSON for output and for the administration API, over the parser that the configuration has
 * anyway. Values are maps with text keys, lists, texts, numbers, booleans and null; enumerations
 * and UUIDs are written as texts. Whole numbers are exact up to 64 bits signed.
 */
public final class Json {
  private Json() {}

  /** {@code value} on one line, keys in the order of the map. */
  public static String write(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    write(text, value);
    return text.toString();
  }

  /**
   * The object that {@code text} is.
   *
   * @throws JsonException if it is not JSON, or not an object
   */
  public static JsonObject parse(String text) {
    ConfigParseOptions json = ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON);
    try {
      return new JsonObject("", ConfigFactory.parseString(text, json).root().unwrapped());
    } catch (ConfigException notJson) {
      throw new JsonException("not a JSON object: " + notJson.getMessage());
    }
  }

  private static void write(StringBuilder text, @Nullable Object value) {
    switch (value) {
      case null -> text.append("null");
      case Boolean _, Byte _, Short _, Integer _, Long _ -> text.append(value);
      case Double number -> text.append(finite(number));
      case String string -> text.append(ConfigUtil.quoteString(string));
      case Enum<?> constant -> text.append(ConfigUtil.quoteString(constant.name()));
      case UUID id -> text.append('"').append(id).append('"');
      case Map<?, ?> map -> {
        List<String> members = new ArrayList<>();
        map.forEach((key, member) -> members.add(write(String.valueOf(key)) + ":" + write(member)));
        text.append('{').append(String.join(",", members)).append('}');
      }
      case List<?> list -> {
        List<String> elements = list.stream().map(Json::write).toList();
        text.append('[').append(String.join(",", elements)).append(']');
      }
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private static double finite(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("no JSON for " + number);
    }
    return number;
  }
}

package io.sealcopy.config.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that was parsed. Each getter throws {@link JsonException} with the path of the
 * member when it is missing or of another type.
 *
 * @param path the members that lead here, for messages
 */
public record JsonObject(String path, Map<String, ? extends @Nullable Object> members) {
  /** Whether the member is there and not null. */
  public boolean has(String name) {
    return members.get(name) != null;
  }

  public String text(String name) {
    return member(name, String.class, "a text");
  }

  /** The text, or empty when the member is missing or null. */
  public Optional<String> optionalText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  /** A whole number. */
  public long number(String name) {
    return switch (member(name, Number.class, "a number")) {
      case Integer number -> number;
      case Long number -> number;
      case Number number -> throw wrong(name, "not a whole number of 64 bits: " + number);
    };
  }

  public boolean flag(String name) {
    return member(name, Boolean.class, "true or false");
  }

  public JsonObject object(String name) {
    return object(pathOf(name), member(name, Map.class, "an object"));
  }

  /** The objects in a list. */
  public List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object element : member(name, List.class, "a list")) {
      if (!(element instanceof Map<?, ?> map)) {
        throw wrong(name, "not a list of objects");
      }
      objects.add(object(pathOf(name) + "[" + objects.size() + "]", map));
    }
    return objects;
  }

  /** The texts in a list. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : member(name, List.class, "a list")) {
      if (!(element instanceof String text)) {
        throw wrong(name, "not a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  // A parsed object has texts as keys, always.
  @SuppressWarnings("unchecked")
  private static JsonObject object(String path, Map<?, ?> map) {
    return new JsonObject(path, (Map<String, @Nullable Object>) map);
  }

  private <T> T member(String name, Class<T> type, String wanted) {
    Object value = members.get(name);
    if (value == null) {
      throw wrong(name, "missing");
    }
    if (!type.isInstance(value)) {
      throw wrong(name, "not " + wanted);
    }
    return type.cast(value);
  }

  private JsonException wrong(String name, String fault) {
    return new JsonException(pathOf(name) + ": " + fault);
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}

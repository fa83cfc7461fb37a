package io.sealcopy.config.read;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How the constants of an enumeration are written: {@code IO_URING} as {@code io-uring}. */
final class Choices {
  private Choices() {}

  static <E extends Enum<E>> Map<String, E> of(Class<E> type) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      choices.put(nameOf(constant), constant);
    }
    return choices;
  }

  static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package io.sealcopy.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import io.sealcopy.config.AdminConfig;
import io.sealcopy.config.Backing;
import io.sealcopy.config.ChapConfig;
import io.sealcopy.config.DecryptorConfig;
import io.sealcopy.config.EndpointConfig;
import io.sealcopy.config.GrantConfig;
import io.sealcopy.config.InitiatorConfig;
import io.sealcopy.config.JournalConfig;
import io.sealcopy.config.LimitsConfig;
import io.sealcopy.config.MainConfig;
import io.sealcopy.config.MemoryConfig;
import io.sealcopy.config.PortalConfig;
import io.sealcopy.config.RemoteConfig;
import io.sealcopy.config.RemoteSystemConfig;
import io.sealcopy.config.Secret;
import io.sealcopy.config.TargetConfig;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.VolumeConfig;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** reference.conf, the records and docs/configuration.md name the same keys. */
class ReferenceTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final ConfigObject REFERENCE =
      ConfigFactory.parseResources("reference.conf").root();

  private static final Map<String, Class<?>> RECORDS =
      Map.ofEntries(
          Map.entry("main", MainConfig.class),
          Map.entry("remote", RemoteConfig.class),
          Map.entry("decryptor", DecryptorConfig.class),
          Map.entry("shape.target", TargetConfig.class),
          Map.entry("shape.portal", PortalConfig.class),
          Map.entry("shape.volume", VolumeConfig.class),
          Map.entry("shape.backing", Backing.class),
          Map.entry("shape.endpoint", EndpointConfig.class),
          Map.entry("shape.lun", Backing.Iscsi.class),
          Map.entry("shape.remote-system", RemoteSystemConfig.class),
          Map.entry("shape.initiator", InitiatorConfig.class),
          Map.entry("shape.grant", GrantConfig.class),
          Map.entry("shape.chap", ChapConfig.class),
          Map.entry("shape.chap-mutual", ChapConfig.Mutual.class),
          Map.entry("shape.limits", LimitsConfig.class),
          Map.entry("shape.admin", AdminConfig.class),
          Map.entry("shape.journal", JournalConfig.class),
          Map.entry("shape.memory", MemoryConfig.class),
          Map.entry("shape.tls", TlsConfig.class),
          Map.entry("shape.recipient", DecryptorConfig.RecipientConfig.class));

  @Test
  void everyRecordHasItsSectionAndTheSameKeys() {
    Set<String> sections = new TreeSet<>(REFERENCE.keySet());
    sections.remove("shape");
    REFERENCE.toConfig().getObject("shape").keySet().forEach(key -> sections.add("shape." + key));
    assertThat(sections).isEqualTo(new TreeSet<>(RECORDS.keySet()));

    RECORDS.forEach((section, type) ->
        assertThat(REFERENCE.toConfig().getObject(section).keySet())
            .as("keys of %s and components of %s", section, type.getSimpleName())
            .isEqualTo(keys(type)));
  }

  /** The keys that stand for the components of a record, or for the kinds of a sealed type. */
  private static Set<String> keys(Class<?> type) {
    Set<String> keys = new TreeSet<>();
    if (type.isSealed()) {
      for (Class<?> kind : type.getPermittedSubclasses()) {
        keys.add(kebab(kind.getSimpleName()));
      }
      return keys;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      String key = kebab(component.getName());
      if (key.equals("endpoint")) {
        // An endpoint's keys stand directly in the section that is more than an endpoint.
        keys.addAll(keys(EndpointConfig.class));
      } else {
        keys.add(key);
        if (component.getGenericType().getTypeName().contains(Secret.class.getName())) {
          keys.add(key + "-file");
          keys.add(key + "-env");
        }
      }
    }
    return keys;
  }

  private static String kebab(String camelCase) {
    return camelCase.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** With the environment variable SEALCOPY_WRITE_PAGES the page is written anew. */
  @Test
  void thePageIsMadeFromTheReference() throws IOException {
    String page = new ConfigurationPage(REFERENCE).text();
    if (System.getenv("SEALCOPY_WRITE_PAGES") != null) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).as("SEALCOPY_WRITE_PAGES=1 writes it anew").hasContent(page);
  }
}

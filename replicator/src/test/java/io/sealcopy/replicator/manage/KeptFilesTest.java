package io.sealcopy.replicator.manage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.cli.Json;
import io.sealcopy.config.cli.JsonObject;
import io.sealcopy.storage.file.ChannelDirectory;
import io.sealcopy.target.admin.AdminRoute.Request;
import io.sealcopy.target.admin.AdminRoute.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was kept aside is listed, and deleted only by who has read the list. */
class KeptFilesTest {
  private static final String FILE = "my-pair-e7-1790000000000";

  @TempDir Path temp;

  private static Response ask(
      KeptFiles kept, String method, String path, Map<String, String> query) {
    return kept.handle(new Request(method, path, query, "", "127.0.0.1:1"));
  }

  private static List<JsonObject> list(KeptFiles kept) {
    return Json.parse(ask(kept, "GET", "", Map.of()).body()).objects("kept");
  }

  @Test
  void aFileIsListedAndDeletedWithItsToken() throws IOException {
    try (ChannelDirectory directory = ChannelDirectory.open(temp)) {
      directory.replace(FILE, "content".getBytes(UTF_8));
      directory.replace("something-else", new byte[3]);
      KeptFiles kept = new KeptFiles(directory, new SecureRandom());
      JsonObject one = list(kept).getFirst();
      assertThat(list(kept)).hasSize(1);
      assertThat(one.text("pair")).isEqualTo("my-pair");
      assertThat(one.number("pair_epoch")).isEqualTo(7);
      assertThat(one.number("file_bytes")).isEqualTo(7);
      assertThat(one.text("kept_at")).isEqualTo("2026-09-21T14:13:20Z");
      assertThat(ask(kept, "DELETE", FILE, Map.of()).status()).isEqualTo(400);
      assertThat(ask(kept, "DELETE", FILE, Map.of("token", one.text("token"))).status())
          .as("a wrong one has used it up")
          .isEqualTo(400);
      assertThat(ask(kept, "DELETE", "something-else", Map.of()).status()).isEqualTo(404);
      assertThat(ask(kept, "DELETE", "../" + FILE, Map.of()).status()).isEqualTo(404);
      String token = list(kept).getFirst().text("token");
      assertThat(ask(kept, "DELETE", FILE, Map.of("token", token)).status()).isEqualTo(200);
      assertThat(list(kept)).isEmpty();
      assertThat(directory.exists("something-else")).isTrue();
    }
  }
}

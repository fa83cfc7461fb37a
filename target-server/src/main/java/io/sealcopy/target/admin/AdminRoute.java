package io.sealcopy.target.admin;

import io.sealcopy.config.cli.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Answers requests of one path of the API; called on a thread that may block. */
@FunctionalInterface
public interface AdminRoute {
  /**
   * What is asked.
   *
   * @param method GET, POST and so on
   * @param path below the route's own, without leading slash; empty for the route itself
   * @param query decoded parameters
   * @param body at most 1 MiB of UTF-8
   * @param caller its address and port
   */
  record Request(
      String method, String path, Map<String, String> query, String body, String caller) {}

  /**
   * The answer.
   *
   * @param status of HTTP
   */
  record Response(int status, String contentType, String body) {
    /** Any map, list, text, number or boolean as JSON. */
    public static Response json(int status, Object value) {
      return new Response(status, "application/json", Json.write(value) + "\n");
    }

    /** An error as JSON: what is wrong, in one sentence. */
    public static Response error(int status, String wrong) {
      return json(status, Map.of("error", wrong));
    }

    byte[] bytes() {
      return body.getBytes(StandardCharsets.UTF_8);
    }
  }

  Response handle(Request request);

  /** Whether it writes to the audit log itself what it was asked, by whom, and how it ended. */
  default boolean writesAudit() {
    return false;
  }
}

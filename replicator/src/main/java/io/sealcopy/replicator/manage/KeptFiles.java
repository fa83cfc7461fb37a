package io.sealcopy.replicator.manage;

import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.file.StorageFile;
import io.sealcopy.target.admin.AdminRoute;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /v1/kept}: what was kept aside when fenced pairs ended ({@code
 * protocol/spec/kept-aside.md}). A file is deleted with the token that the list shows, which is in
 * memory and another one after each use.
 */
final class KeptFiles implements AdminRoute {
  private static final Pattern NAME = Pattern.compile("(.+)-e(\\d{1,18})-(\\d{1,15})");

  private final StorageDirectory directory;
  private final SecureRandom random;
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  KeptFiles(StorageDirectory directory, SecureRandom random) {
    this.directory = directory;
    this.random = random;
  }

  @Override
  public Response handle(Request request) {
    try {
      return switch (request.method()) {
        case "GET" -> request.path().isEmpty() ? list() : none(request);
        case "DELETE" -> delete(request.path(), request.query().getOrDefault("token", ""), request);
        default -> none(request);
      };
    } catch (IOException e) {
      return Response.error(500, "kept files: " + e.getMessage());
    }
  }

  private static Response none(Request request) {
    return Response.error(404, "kept: there is no " + request.method() + " " + request.path());
  }

  private Response list() throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    for (String name : directory.list()) {
      Matcher parts = NAME.matcher(name);
      if (parts.matches()) {
        all.add(view(name, parts));
      }
    }
    return Response.json(200, Map.of("kept", all));
  }

  private Map<String, Object> view(String name, Matcher parts) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", name);
    json.put("pair", parts.group(1));
    json.put("pair_epoch", Long.parseLong(parts.group(2)));
    json.put("kept_at", Instant.ofEpochMilli(Long.parseLong(parts.group(3))).toString());
    StorageFile file = directory.open(name);
    try (file) {
      json.put("file_bytes", file.size());
    }
    json.put("token", tokens.computeIfAbsent(name, _ -> Tokens.random(random)));
    return json;
  }

  private Response delete(String name, String token, Request request) throws IOException {
    if (!NAME.matcher(name).matches() || !directory.list().contains(name)) {
      return none(request);
    }
    String wanted = tokens.remove(name);
    if (wanted == null || !Tokens.same(wanted, token)) {
      return Response.error(
          400, "the token is not the one that 'pair kept' prints; each can be used once");
    }
    directory.delete(name);
    return Response.json(200, Map.of("message", name + " is deleted"));
  }
}

package io.sealcopy.target.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sealcopy.target.Threads;
import io.sealcopy.target.admin.AdminRoute.Request;
import io.sealcopy.target.admin.AdminRoute.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of a program: {@code /metrics} (Prometheus), {@code /health} (200 or 503) and the
 * routes given. Everything wants the bearer token, except the first two from this machine.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int MAX_BODY = 1 << 20;
  private static final int THREADS = 4;
  private static final Pattern AMPERSAND = Pattern.compile("&");
  private static final List<String> OPEN_ON_LOOPBACK = List.of("/metrics", "/health");

  private final HttpServer server;
  private final AdminToken token;
  private final ExecutorService executor;
  private final ConcurrentSkipListMap<String, AdminRoute> routes = new ConcurrentSkipListMap<>();

  private AdminServer(HttpServer server, AdminToken token) {
    this.server = server;
    this.token = token;
    this.executor = Threads.pool("admin", THREADS);
  }

  /**
   * Starts a server, which answers when this returns.
   *
   * @param trouble what is wrong with the program, for {@code /health}; empty: nothing
   * @throws IOException when the address cannot be bound
   */
  public static AdminServer start(
      InetSocketAddress listen,
      AdminToken token,
      PrometheusMeterRegistry registry,
      Supplier<List<String>> trouble)
      throws IOException {
    HttpServer http;
    try {
      http = HttpServer.create(listen, 0);
    } catch (IOException e) {
      throw new IOException("admin address " + listen + ": " + e.getMessage(), e);
    }
    AdminServer server = new AdminServer(http, token);
    server.route(
        "/metrics",
        _ -> new Response(200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape()));
    server.route(
        "/health",
        _ -> {
          List<String> wrong = trouble.get();
          Map<String, Object> body =
              Map.of("status", wrong.isEmpty() ? "up" : "degraded", "trouble", wrong);
          return Response.json(wrong.isEmpty() ? 200 : 503, body);
        });
    http.createContext("/", server::handle);
    http.setExecutor(server.executor);
    http.start();
    return server;
  }

  /**
   * Adds a route for {@code path} and everything below it.
   *
   * @param path begins with a slash and does not end with one
   */
  public AdminServer route(String path, AdminRoute route) {
    routes.put(path, route);
    return this;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Response response = answer(exchange);
      byte[] bytes = response.bytes();
      exchange.getResponseHeaders().set("Content-Type", response.contentType());
      exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Response answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (!allowed(exchange, path)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      return Response.error(401, "show the token: Authorization: Bearer TOKEN");
    }
    Optional<String> prefix =
        routes.descendingKeySet().stream()
            .filter(p -> path.equals(p) || path.startsWith(p + "/"))
            .findFirst();
    AdminRoute route = prefix.map(routes::get).orElse(null);
    if (route == null) {
      return Response.error(404, "there is no " + path + "; there are " + routes.keySet());
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      return Response.error(413, "a request has at most 1 MiB");
    }
    String rest = path.substring(Math.min(path.length(), prefix.orElseThrow().length() + 1));
    try {
      return route.handle(
          new Request(
              exchange.getRequestMethod(),
              rest,
              query(exchange.getRequestURI().getRawQuery()),
              new String(body, StandardCharsets.UTF_8)));
    } catch (RuntimeException e) {
      LOG.error("request {} failed", path, e);
      return Response.error(500, "a fault in Sealcopy; the log says more");
    }
  }

  private boolean allowed(HttpExchange exchange, String path) {
    boolean local = exchange.getRemoteAddress().getAddress().isLoopbackAddress();
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    return (local && OPEN_ON_LOOPBACK.contains(path)) || (shown != null && token.shownBy(shown));
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String pair : List.of(AMPERSAND.split(raw))) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        query.put(decode(key), decode(value));
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Answers no more; what is being answered is cut off after a second. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}

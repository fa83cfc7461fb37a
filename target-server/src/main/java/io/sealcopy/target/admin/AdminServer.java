package io.sealcopy.target.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sealcopy.config.AdminConfig;
import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.TrustedPeer;
import io.sealcopy.config.tls.TlsContexts;
import io.sealcopy.target.Threads;
import io.sealcopy.target.admin.AdminRoute.Request;
import io.sealcopy.target.admin.AdminRoute.Response;
import io.sealcopy.target.iscsi.PortalAddress;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP or HTTPS server of a program: {@code /metrics} (Prometheus), {@code /health} (200 or
 * 503) and the routes given. Everything wants the bearer token, except the first two from this
 * machine.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int MAX_BODY = 1 << 20;
  private static final int THREADS = 4;
  private static final Pattern AMPERSAND = Pattern.compile("&");
  private static final Pattern UNUSUAL = Pattern.compile("[^\\w./-]");
  private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([\\w.-]{1,64})\"");

  static {
    // A caller that never ends its request would keep one of our few threads; in seconds.
    if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
      System.setProperty("sun.net.httpserver.maxReqTime", "30");
    }
  }

  private static final List<String> OPEN_ON_LOOPBACK = List.of("/metrics", "/health");

  private final HttpServer server;
  private final AdminToken token;
  private final ExecutorService executor;
  private final ConcurrentSkipListMap<String, AdminRoute> routes = new ConcurrentSkipListMap<>();
  private volatile Consumer<String> audit = _ -> {};

  private AdminServer(HttpServer server, AdminToken token) {
    this.server = server;
    this.token = token;
    this.executor = Threads.pool("admin", THREADS);
  }

  /**
   * Starts a server, which answers when this returns.
   *
   * @param trouble what is wrong with the program, for {@code /health}; empty: nothing
   * @throws IOException when the address cannot be bound, or is not on loopback and without TLS
   */
  public static AdminServer start(
      AdminConfig config,
      AdminToken token,
      PrometheusMeterRegistry registry,
      Supplier<List<String>> trouble)
      throws IOException {
    InetSocketAddress listen = config.listen().toSocketAddress();
    if (config.tls().isEmpty() && !listen.getAddress().isLoopbackAddress()) {
      throw new IOException("admin address " + listen + " is not on loopback: it needs tls");
    }
    HttpServer http;
    try {
      http = config.tls().isPresent() ? secured(listen, config.tls().get()) : plain(listen);
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

  private static HttpServer plain(InetSocketAddress listen) throws IOException {
    return HttpServer.create(listen, 0);
  }

  /** Whoever has our own private key may call too: it is the command line on this machine. */
  private static HttpServer secured(InetSocketAddress listen, TlsConfig tls) throws IOException {
    boolean mutual = !tls.trust().isEmpty();
    TlsConfig known = tls.trusting(List.of(TrustedPeer.of(tls.certificate().getFirst())));
    HttpsServer https = HttpsServer.create(listen, 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(TlsContexts.mutual(known)) {
          @Override
          public void configure(HttpsParameters parameters) {
            parameters.setSSLParameters(TlsContexts.server(mutual));
          }
        });
    return https;
  }

  /** Hears a line for each request that may change something, from now on. Must not block. */
  public AdminServer audited(Consumer<String> listener) {
    audit = listener;
    return this;
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
    String caller = PortalAddress.text(exchange.getRemoteAddress());
    String rest = path.substring(Math.min(path.length(), prefix.orElseThrow().length() + 1));
    Request request =
        new Request(
            exchange.getRequestMethod(),
            rest,
            query(exchange.getRequestURI().getRawQuery()),
            new String(body, StandardCharsets.UTF_8),
            caller);
    Response response;
    boolean written = route.writesAudit();
    try {
      response = route.handle(request);
    } catch (RuntimeException e) {
      LOG.error("request {} failed", path, e);
      response = Response.error(500, "a fault in Sealcopy; the log says more");
      written = false;
    }
    if (!written && !request.method().equals("GET")) {
      audit.accept(auditLine(request, path, response.status()));
    }
    return response;
  }

  /** Without the query, in which a token may stand. */
  private static String auditLine(Request request, String path, int status) {
    Matcher name = NAME.matcher(request.body());
    return "api caller=%s command=\"%s %s\"%s outcome=%d"
        .formatted(
            request.caller(),
            request.method(),
            UNUSUAL.matcher(path).replaceAll("?"),
            name.find() ? " name=" + name.group(1) : "",
            status);
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

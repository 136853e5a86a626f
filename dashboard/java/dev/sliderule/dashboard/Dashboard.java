package dev.sliderule.dashboard;

import dev.sliderule.common.UsageException;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Header;
import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.sse.SseClient;
import io.javalin.util.JavalinBindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The live page of a results topic, served until it is closed. */
public final class Dashboard implements AutoCloseable {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final int MAX_BROWSERS = 64;
  private static final int MAX_GROUP_NAME = 2_000;

  /** Nothing from elsewhere, and no script or style but the files of the page. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " object-src 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  private final PageData data;
  private final ListenAddress listen;
  private final Javalin server;
  private final Set<PageSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile Supplier<String> metrics = () -> "";

  private Dashboard(DashboardSettings settings, PageData data) {
    this.data = data;
    server = serve(settings.listen());
    listen = settings.listen().withPort(server.port());
  }

  /**
   * Starts to serve and to read. The topics, and Kafka itself, may come and go.
   *
   * @throws UsageException if the address is taken or is none of this machine
   */
  public static Dashboard start(DashboardSettings settings) {
    PageData data = new PageData(settings);
    try {
      return new Dashboard(settings, data);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** The address for a browser. */
  public String url() {
    return "http://" + listen + "/";
  }

  /** Shows how far the run is, from now on. */
  public void show(JobProgress progress) {
    data.progress(progress);
  }

  /**
   * Answers Prometheus from now on, at {@code /metrics}.
   *
   * @param text gives the metrics of the moment, in the text format of Prometheus
   */
  public void answerPrometheus(Supplier<String> text) {
    metrics = text;
  }

  private Javalin serve(ListenAddress address) {
    InetAddress bound;
    try {
      bound = InetAddress.getByName(address.host());
    } catch (UnknownHostException e) {
      throw refused(address, e);
    }
    Javalin app = javalin(HostCheck.of(bound, address.host()));
    try {
      return app.start(bound.getHostAddress(), address.port());
    } catch (JavalinBindException e) {
      app.stop();
      if (address.orAnyPort()) {
        return serve(address.withPort(0));
      }
      throw refused(address, e);
    }
  }

  private static UsageException refused(ListenAddress address, Exception cause) {
    return new UsageException(
        String.format(
            Locale.ROOT,
            "the page cannot be served at %s, which is taken or no address of this machine; name"
                + " another, or port 0 for any that is free",
            address),
        cause);
  }

  private Javalin javalin(HostCheck hosts) {
    Javalin app =
        Javalin.create(
            config -> {
              config.showJavalinBanner = false;
              config.startupWatcherEnabled = false;
              config.useVirtualThreads = false;
            });
    app.before(context -> guard(context, hosts));
    new PageFiles()
        .forEach(
            (path, file) ->
                app.get(path, context -> context.contentType(file.type()).result(file.bytes())));
    app.get("/api/groups", context -> json(context, PageJson.write(data.search(search(context)))));
    app.sse("/api/events", this::attend);
    app.get("/metrics", context -> context.contentType(PROMETHEUS_TEXT).result(metrics.get()));
    return app;
  }

  private static void guard(Context context, HostCheck hosts) {
    HEADERS.forEach(context::header);
    if (!hosts.allows(context.header(Header.HOST))) {
      throw new ForbiddenResponse("this page is for this machine only");
    }
  }

  private static void json(Context context, String json) {
    context.contentType("application/json; charset=utf-8").result(json);
  }

  private static String search(Context context) {
    String text = context.queryParam("search");
    return text == null ? "" : text;
  }

  private void attend(SseClient client) {
    if (sessions.size() >= MAX_BROWSERS) {
      throw new ServiceUnavailableResponse("too many pages are open");
    }
    String asked = client.ctx().queryParam("group");
    String group = asked == null || asked.length() > MAX_GROUP_NAME ? ResultsModel.ALL : asked;
    client.keepAlive();
    PageSession session = new PageSession(client, data, group);
    sessions.add(session);
    client.onClose(session::close);
    Thread thread =
        new Thread(
            () -> {
              try {
                session.run();
              } finally {
                sessions.remove(session);
              }
            },
            "page-session");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    sessions.forEach(PageSession::close);
    server.stop();
    data.close();
  }
}

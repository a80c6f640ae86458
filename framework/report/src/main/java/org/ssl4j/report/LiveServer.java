package org.ssl4j.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.run.Durations;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.FinishedRun;
import org.ssl4j.run.Json;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.RunPlan;
import org.ssl4j.run.StepRecord;
import org.ssl4j.run.TimeLeft;
import org.ssl4j.text.Text;

/**
 * Serves the page of a run while it trains, to this machine only.
 *
 * <p>What the page shows is read from the run's files by the server's own thread when a browser
 * asks, and only if they have changed; the training thread does no more than to remember each
 * step's numbers. An error in answering is logged and told to the browser, never to the trainer.
 *
 * <p>A page of another site could let a browser on this machine ask for it under a name that it has
 * made to mean 127.0.0.1 (DNS rebinding). So only the loopback's own names are answered, only GET,
 * and never with leave for another origin to read the answer.
 */
public final class LiveServer implements RunListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveServer.class);

  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1");

  private final RunDirectory run;
  private final HttpServer server;
  private final ExecutorService thread;
  private final RecentSteps recent = new RecentSteps();
  private final TimeLeft left = new TimeLeft();
  private volatile RunPlan plan;
  private volatile boolean ended;

  /* Touched by the server's thread only. */
  private String answeredVersion = "";
  private ObjectNode answered;

  private LiveServer(RunDirectory run, HttpServer server) {
    this.run = run;
    this.server = server;
    thread =
        Executors.newSingleThreadExecutor(
            task -> {
              var worker = new Thread(task, "ssl4j-live");
              worker.setDaemon(true);
              return worker;
            });
  }

  /**
   * Starts serving.
   *
   * @param port of the loopback interface; 0 for any free one
   * @throws RunException if the port is taken
   */
  public static LiveServer start(RunDirectory run, int port) {
    try {
      var address =
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
      var live = new LiveServer(run, HttpServer.create(address, 0));
      live.server.createContext("/", live::handle);
      live.server.setExecutor(live.thread);
      live.server.start();
      return live;
    } catch (IOException e) {
      throw new RunException(
          Text.of(
              "cannot serve on port %d (%s); choose another port, or 0 for any free one",
              port, e.getMessage()),
          e);
    }
  }

  /** Where the page is. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void onStart(RunPlan started) {
    plan = started;
    left.onStart(started);
  }

  @Override
  public void onStep(StepRecord step) {
    recent.add(step);
    left.onStep(step);
  }

  @Override
  public void onReturn(long step) {
    recent.forget();
    left.onReturn(step);
  }

  @Override
  public void onEpoch(EpochRecord epoch) {
    recent.endOfEpoch();
    left.onEpoch(epoch);
  }

  @Override
  public void onFinish(FinishedRun finished) {
    ended = true;
  }

  /** Stops serving; an open page says that it has lost the run and keeps what it shows. */
  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      answer(exchange);
    } catch (IOException e) {
      LOG.debug("a browser closed the connection: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("a request for the live page failed", e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (!known(exchange.getRequestHeaders().getFirst("Host"))) {
      send(
          exchange, 403, "text/plain", "This page is served under 127.0.0.1 and localhost only.\n");
      return;
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET");
      send(exchange, 405, "text/plain", "This server answers GET requests only.\n");
      return;
    }
    try {
      switch (exchange.getRequestURI().getPath()) {
        case "/" -> send(exchange, 200, "text/html", page());
        case "/status.json" -> send(exchange, 200, "application/json", status().toString());
        case "/data.json" -> send(exchange, 200, "application/json", data().toString());
        default -> send(exchange, 404, "text/plain", "There is only one page here: /\n");
      }
    } catch (RunException e) {
      // Before the first files are there, or while one is being replaced: the browser asks again.
      exchange.getResponseHeaders().set("Refresh", "2");
      send(exchange, 503, "text/plain", e.getMessage() + "\n");
    }
  }

  private boolean known(String host) {
    if (host == null) {
      return false;
    }
    var suffix = ":" + server.getAddress().getPort();
    return host.endsWith(suffix)
        && NAMES.contains(host.substring(0, host.length() - suffix.length()));
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + "; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("X-Frame-Options", "DENY");
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }

  private String page() throws IOException {
    var data = data();
    return ReportPage.render(data.at("/run/name").asText(), data);
  }

  /** Everything the page shows; read again only when a file has changed. */
  private ObjectNode data() throws IOException {
    var version = version();
    if (!version.equals(answeredVersion)) {
      var data = ReportPage.data("run");
      data.set("run", RunData.live(run, ended));
      data.putObject("live").put("version", version);
      answered = data;
      answeredVersion = version;
    }
    return answered;
  }

  private ObjectNode status() throws IOException {
    var status = Json.MAPPER.createObjectNode();
    var known = plan;
    status.put("version", version());
    status.put("epochs", known == null ? 0 : known.epochs());
    status.put("lastStep", known == null ? 0 : known.lastStep());
    recent.describe(status, known == null ? 0 : known.firstStep());
    left.seconds()
        .ifPresent(
            seconds ->
                status
                    .put("secondsLeft", Math.round(seconds))
                    .put("timeLeft", Durations.text(seconds)));
    return status;
  }

  /** Changes when a file that the page is made from does, and when the run ends. */
  private String version() throws IOException {
    var version = new StringBuilder(ended ? "ended-" : "");
    for (Path file :
        new Path[] {
          run.metrics(),
          run.path().resolve("spectra.jsonl"),
          run.gallery().resolve("gallery.json"),
          run.encoder()
        }) {
      version.append(Files.isRegularFile(file) ? Files.size(file) : 0).append('-');
    }
    return version.toString();
  }
}

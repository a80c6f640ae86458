package org.ssl4j.report.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.ssl4j.text.Text;

/** One tab of a browser, and what its page complained of. */
public final class Tab {

  private static final long TIMEOUT_SECONDS = 30;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<JsonNode> loaded = new CompletableFuture<>();
  private WebSocket socket;
  private int width;
  private boolean phone;

  private Tab() {}

  static Tab connect(URI address) {
    var tab = new Tab();
    tab.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, tab.new Receiver())
            .join();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      tab.call(domain + ".enable", Map.of());
    }
    return tab;
  }

  /** Opens a page and waits until it has loaded. */
  public void open(URI page) {
    complaints.clear();
    loaded = new CompletableFuture<>();
    call("Page.navigate", Map.of("url", page.toString()));
    await(loaded, "loading " + page);
  }

  /**
   * Opens a page and measures the computing time of its main thread until it has been shown: what
   * the time to open it is on a machine that does nothing else.
   *
   * @return milliseconds
   */
  public long openingTime(URI page) {
    open(URI.create("about:blank"));
    call("Performance.enable", Map.of("timeDomain", "threadTicks"));
    double before = taskSeconds();
    open(page);
    evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    return Math.round((taskSeconds() - before) * 1000);
  }

  private double taskSeconds() {
    for (var metric : call("Performance.getMetrics", Map.of()).get("metrics")) {
      if (metric.get("name").asText().equals("TaskDuration")) {
        return metric.get("value").asDouble();
      }
    }
    throw new IllegalStateException("the browser does not say what time its tasks took");
  }

  /** Errors, warnings and exceptions of the page since it was opened. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** The value of an expression; a promise is waited for. */
  public JsonNode evaluate(String expression) {
    var answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.at("/result/value");
  }

  /** Waits until an expression is true, asked at every frame of the page. */
  public void until(String condition) {
    evaluate(
        Text.of(
            """
        new Promise((resolve, reject) => {
          const limit = performance.now() + 20000;
          (function ask() {
            if (%s) resolve(true);
            else if (performance.now() > limit) reject(new Error('never true'));
            else setTimeout(ask, 20);
          })();
        })""",
            condition));
  }

  /** Size of the window in CSS pixels. */
  public void viewport(int width, int height, boolean phone) {
    this.width = width;
    this.phone = phone;
    resize(height);
  }

  private void resize(int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
  }

  /**
   * @param medium screen or print
   * @param colours light or dark
   */
  public void media(String medium, String colours) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            medium.equals("screen") ? "" : medium,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
  }

  /** Presses and releases a key, as a keyboard does. */
  public void press(String key, int code) {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
    }
  }

  /** Clicks in the middle of the first element that a selector finds. */
  public void click(String selector) {
    var centre =
        evaluate(
            Text.of(
                """
            (() => {
              const node = document.querySelector(%s);
              node.scrollIntoView({ block: 'center', behavior: 'instant' });
              const box = node.getBoundingClientRect();
              return [box.x + box.width / 2, box.y + box.height / 2];
            })()""",
                quoted(selector)));
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              centre.get(0).asDouble(),
              "y",
              centre.get(1).asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  /**
   * Makes the window as high as the page, for pictures: charts follow the size of the window, and a
   * picture beyond its edges is taken while they do.
   */
  public void unroll() {
    resize(evaluate("document.documentElement.scrollHeight").asInt());
    evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))");
  }

  /** A picture of the first element that a selector finds; the window must be unrolled. */
  public void picture(Path png, String selector) throws IOException {
    var box =
        evaluate(
            Text.of(
                """
            (() => {
              const box = document.querySelector(%s).getBoundingClientRect();
              return [box.x + scrollX, box.y + scrollY, box.width, box.height];
            })()""",
                quoted(selector)));
    var clip =
        Map.of(
            "x", box.get(0).asDouble(),
            "y", box.get(1).asDouble(),
            "width", box.get(2).asDouble(),
            "height", box.get(3).asDouble(),
            "scale", 1);
    var answer = call("Page.captureScreenshot", Map.of("format", "png", "clip", clip));
    Files.write(png, Base64.getDecoder().decode(answer.get("data").asText()));
  }

  /** The page as it is printed on A4. */
  public void print(Path pdf) throws IOException {
    var answer =
        call(
            "Page.printToPDF",
            Map.of("paperWidth", 8.27, "paperHeight", 11.69, "preferCSSPageSize", true));
    Files.write(pdf, Base64.getDecoder().decode(answer.get("data").asText()));
  }

  void close() {
    socket.abort();
  }

  private static String quoted(String text) {
    try {
      return MAPPER.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    int id = calls.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    answers.put(id, answer);
    try {
      socket
          .sendText(
              MAPPER.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)),
              true)
          .join();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return await(answer, method);
  }

  private static JsonNode await(CompletableFuture<JsonNode> future, String what) {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the browser did not answer: " + what, e);
    }
  }

  private void received(JsonNode message) {
    if (message.has("id")) {
      var answer = answers.remove(message.get("id").asInt());
      if (message.has("error")) {
        answer.completeExceptionally(new IOException(message.get("error").toString()));
      } else {
        answer.complete(message.get("result"));
      }
      return;
    }
    var about = message.path("params");
    switch (message.path("method").asText()) {
      case "Page.loadEventFired" -> loaded.complete(about);
      case "Runtime.exceptionThrown" -> complaints.add(about.get("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(about.path("type").asText())) {
          complaints.add(about.get("args").toString());
        }
      }
      case "Log.entryAdded" -> complaints.add(about.get("entry").toString());
      case "Network.requestWillBeSent" -> {
        var url = about.at("/request/url").asText();
        if (!url.startsWith("file:")
            && !url.startsWith("data:")
            && !url.startsWith("http://127.0.0.1:")) {
          complaints.add("the page asks for " + url);
        }
      }
      default -> {} // of no interest
    }
  }

  private final class Receiver implements WebSocket.Listener {

    private final List<CharSequence> parts = new ArrayList<>();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      parts.add(data.toString());
      if (last) {
        var text = String.join("", parts);
        parts.clear();
        try {
          received(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
          complaints.add("not JSON: " + text);
        }
      }
      from.request(1);
      return null;
    }
  }
}

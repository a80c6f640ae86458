package org.ssl4j.report.browser;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A headless Chromium of its own, with an empty profile, that ends when this is closed. */
public final class Chromium implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final String LISTENING = "DevTools listening on ws://";

  private final Process process;
  private final Tab tab;

  private Chromium(Process process, Tab tab) {
    this.process = process;
    this.tab = tab;
  }

  /** The browser that CHROMIUM names, else the first one on the path. */
  public static Optional<Path> find() {
    var named = System.getenv("CHROMIUM");
    var candidates =
        named != null
            ? Stream.of(Path.of(named))
            : Arrays.stream(System.getenv("PATH").split(System.getProperty("path.separator")))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)));
    return candidates.filter(Files::isExecutable).findFirst();
  }

  /**
   * Starts the browser.
   *
   * @param profile empty directory
   */
  public static Chromium start(Path profile) throws IOException, InterruptedException {
    var binary =
        find()
            .orElseThrow(
                () ->
                    new IOException("no Chromium on the path; install it, or name it in CHROMIUM"));
    var process =
        new ProcessBuilder(
                binary.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--font-render-hinting=none",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Chromium(process, Tab.connect(tabAddress(process)));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  public Tab tab() {
    return tab;
  }

  private static URI tabAddress(Process process) throws IOException, InterruptedException {
    // Not closed: the browser goes on writing to it, and a thread must go on reading.
    var output =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    var authority = authority(output);
    var drain = new Thread(() -> output.lines().forEach(line -> {}), "chromium-output");
    drain.setDaemon(true);
    drain.start();
    var list =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://" + authority + "/json/list")).build(),
                BodyHandlers.ofString())
            .body();
    for (var target : new ObjectMapper().readTree(list)) {
      if (target.path("type").asText().equals("page")) {
        return URI.create(target.path("webSocketDebuggerUrl").asText());
      }
    }
    throw new IOException("Chromium opened no tab: " + list);
  }

  private static String authority(BufferedReader output) throws IOException {
    var said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(LISTENING)) {
        var rest = line.substring(LISTENING.length());
        return rest.substring(0, rest.indexOf('/'));
      }
      said.append(line).append('\n');
    }
    throw new IOException("Chromium did not start: " + said);
  }

  @Override
  public void close() throws InterruptedException {
    tab.close();
    // Its children outlive it for a moment and still write to the profile, which is then deleted.
    var children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    for (var child : children) {
      try {
        child.onExit().get(10, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        child.destroyForcibly();
      } catch (ExecutionException e) {
        throw new IllegalStateException("waiting for a process of the browser failed", e);
      }
    }
  }
}

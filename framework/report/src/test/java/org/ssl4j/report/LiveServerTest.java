package org.ssl4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.run.Json;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.run.RunPlan;
import org.ssl4j.run.StepRecord;
import org.ssl4j.text.Text;

class LiveServerTest {

  @TempDir Path root;

  private final HttpClient client = HttpClient.newHttpClient();
  private Path run;
  private LiveServer server;

  @BeforeEach
  void start() {
    run = SampleRuns.run(root.resolve("run"), "live", 3, 4, 0);
    server = LiveServer.start(new RunDirectory(run), 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(server.address()).resolve(path)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    return Json.MAPPER.readTree(get(path).body());
  }

  private static StepRecord step(int step) {
    return new StepRecord(step, 4, 1.0 / step, Map.of(), 0.9, 0.1, 20, 0.5, 0.01, null, 1000, 0);
  }

  /** The client library does not let a request lie about its host. */
  private String raw(String method, String host) throws IOException {
    int port = URI.create(server.address()).getPort();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var request = Text.of("%s / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", method, host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void servesThePageAndItsData() throws Exception {
    var page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("report-data").contains("\"live\":{");
    assertThat(page.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
    assertThat(json("data.json").at("/run/columns/epoch")).hasSize(4);
    assertThat(get("elsewhere").statusCode()).isEqualTo(404);
  }

  @Test
  void tellsOfStepsThatTheFilesDoNotHaveYet() throws Exception {
    server.onStep(step(13));
    server.onStep(step(14));

    var status = json("status.json");

    assertThat(status.get("step").asInt()).isEqualTo(14);
    assertThat(status.at("/recent/step")).hasSize(2);
  }

  @Test
  void tellsLearningRateGradientAndTheTimeThatIsLeft() throws Exception {
    server.onStart(new RunPlan(null, 4, 20, 60, 80, 64, 1));
    for (int step = 61; step <= 69; step++) {
      server.onStep(step(step));
    }
    assertThat(json("status.json").has("timeLeft")).isFalse();
    server.onStep(step(70));

    var status = json("status.json");

    assertThat(status.get("learningRate").asDouble()).isEqualTo(0.01);
    assertThat(status.get("gradientNorm").asDouble()).isEqualTo(0.5);
    assertThat(status.get("secondsLeft").isIntegralNumber()).isTrue();
    assertThat(status.get("timeLeft").asText()).endsWith(" s");
    for (String column : List.of("effectiveRank", "gradientNorm", "learningRate")) {
      assertThat(status.at("/recent/" + column)).as(column).hasSize(10);
    }
  }

  @Test
  void theVersionChangesWithTheFilesAndTheDataWithIt() throws Exception {
    var before = json("status.json").get("version").asText();
    assertThat(json("data.json").at("/live/version").asText()).isEqualTo(before);

    Files.writeString(
        run.resolve("metrics.jsonl"), "{\"epoch\":4,\"step\":16}\n", StandardOpenOption.APPEND);

    var after = json("status.json").get("version").asText();
    assertThat(after).isNotEqualTo(before);
    var data = json("data.json");
    assertThat(data.at("/live/version").asText()).isEqualTo(after);
    assertThat(data.at("/run/columns/epoch")).hasSize(5);
  }

  @Test
  void answersUnderNoOtherNameThanTheLoopbacks() throws Exception {
    int port = URI.create(server.address()).getPort();
    assertThat(raw("GET", "localhost:" + port)).startsWith("HTTP/1.1 200");
    assertThat(raw("GET", "evil.example:" + port))
        .startsWith("HTTP/1.1 403")
        .doesNotContain("live");
    assertThat(raw("GET", "127.0.0.1.evil.example:" + port)).startsWith("HTTP/1.1 403");
    assertThat(raw("GET", "127.0.0.1:" + (port + 1))).startsWith("HTTP/1.1 403");
    assertThat(raw("POST", "127.0.0.1:" + port)).startsWith("HTTP/1.1 405");
  }

  @Test
  void theVerdictIsThatOfTheFilesSoFarAndNotAnOlderOne() throws Exception {
    Files.writeString(run.resolve("diagnosis.json"), "{\"verdict\":\"DIVERGED\"}");
    var first = json("data.json");
    assertThat(first.at("/run/diagnosis/verdict").asText()).isEqualTo("HEALTHY");
    assertThat(first.at("/run/soFar").asBoolean()).isTrue();
    assertThat(first.at("/run/finished").asBoolean()).isFalse();

    SampleRuns.collapsedEpoch(run, 4);
    assertThat(json("data.json").at("/run/diagnosis/verdict").asText())
        .as("once may be an accident")
        .isEqualTo("UNCERTAIN");
    SampleRuns.collapsedEpoch(run, 5);
    var later = json("data.json");
    assertThat(later.at("/run/diagnosis/verdict").asText()).isEqualTo("DIMENSIONAL_COLLAPSE");
    assertThat(later.at("/run/diagnosis/evidence").isArray()).isTrue();
    assertThat(later.at("/run/soFar").asBoolean()).isTrue();

    server.onFinish(null);
    var last = json("data.json");
    assertThat(json("status.json").get("version").asText())
        .isEqualTo(last.at("/live/version").asText())
        .isNotEqualTo(later.at("/live/version").asText());
    assertThat(last.at("/run/soFar").asBoolean()).isFalse();
    assertThat(last.at("/run/finished").asBoolean()).isTrue();
  }

  @Test
  void aRunThatHasMeasuredNothingYetHasNoVerdict() throws Exception {
    Files.delete(run.resolve("metrics.jsonl"));

    assertThat(json("data.json").at("/run/diagnosis").isMissingNode()).isTrue();
  }

  @Test
  void damagedFilesAreTheBrowsersConcernOnly() throws Exception {
    Files.writeString(run.resolve("metrics.jsonl"), "nonsense\n{}\n");

    server.onStep(step(1));
    var answer = get("data.json");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("line 1 of");
    assertThat(json("status.json").get("step").asInt()).isEqualTo(1);
  }

  @Test
  void aPortThatIsTakenIsRefusedInOneSentence() {
    int port = URI.create(server.address()).getPort();
    assertThatThrownBy(() -> LiveServer.start(new RunDirectory(run), port))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("choose another port, or 0 for any free one");
  }

  @Test
  void remembersABoundedNumberOfSteps() {
    var steps = new RecentSteps();
    for (int i = 1; i <= 100_000; i++) {
      steps.add(step(i));
    }
    var status = Json.MAPPER.createObjectNode();
    steps.describe(status, 0);

    assertThat(status.at("/recent/step").size())
        .isBetween(RecentSteps.LIMIT / 2 - 1, RecentSteps.LIMIT);
    assertThat(status.get("step").asInt()).isEqualTo(100_000);
  }
}

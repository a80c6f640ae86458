package org.ssl4j.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.storage.AppendedFile;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Writes {@code steps.jsonl}, {@code spectra.jsonl}, {@code metrics.jsonl} and {@code metrics.csv}.
 *
 * <p>The CSV is written anew from the lines of metrics.jsonl after every epoch, so that it always
 * has a column for every number, whatever the first line lacked. What the disk refuses stays in
 * memory and is written when it takes data again.
 */
public final class MetricFiles implements RunListener {

  private static final Logger LOG = LoggerFactory.getLogger(MetricFiles.class);

  /** Whoever watches a run, or kills it, has all but the last second. */
  private static final long FLUSH_NANOS = 1_000_000_000L;

  private final RunDirectory run;
  private AppendedFile steps;
  private AppendedFile spectra;
  private AppendedFile metrics;
  private long nextFlush = System.nanoTime();
  private boolean refused;

  private MetricFiles(RunDirectory run) {
    this.run = run;
  }

  /**
   * Opens the files of a run; when it is resumed, what was written after the checkpoint is dropped,
   * so that no step appears twice, and a line that a kill has torn is mended.
   *
   * @param step updates the run has made; negative if it starts anew
   * @throws DiskException if the disk refuses
   */
  public static MetricFiles open(RunDirectory run, long step) {
    var files = new MetricFiles(run);
    files.cut(step);
    return files;
  }

  private void cut(long step) {
    try {
      for (Path file : List.of(run.steps(), run.spectra(), run.metrics())) {
        keepUpTo(file, step);
      }
      steps = new AppendedFile(run.steps());
      spectra = new AppendedFile(run.spectra());
      metrics = new AppendedFile(run.metrics());
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private static void keepUpTo(Path file, long step) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    var kept = new StringBuilder();
    try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        var node = parsed(line);
        if (node == null) {
          break; // a torn last line of a killed run
        }
        if (node.path("step").asLong() <= step) {
          kept.append(line).append('\n');
        }
      }
    }
    DurableFiles.replace(file, kept.toString());
  }

  private static JsonNode parsed(String line) {
    try {
      return Json.MAPPER.readTree(line);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null;
    }
  }

  @Override
  public void onStep(StepRecord step) {
    steps.append(Json.line(step));
    if (System.nanoTime() - nextFlush >= 0) {
      attempt(steps::flush);
      nextFlush = System.nanoTime() + FLUSH_NANOS;
    }
  }

  @Override
  public void onSpectra(SpectraRecord measured) {
    spectra.append(Json.line(measured));
    attempt(spectra::flush);
  }

  @Override
  public void onEpoch(EpochRecord epoch) {
    metrics.append(Json.line(epoch));
    attempt(
        () -> {
          steps.flush();
          metrics.flush();
          writeCsv();
        });
  }

  @Override
  public void beforeCheckpoint() throws IOException {
    steps.sync();
    spectra.sync();
    metrics.sync();
  }

  /** What came after the checkpoint is kept aside by then. */
  @Override
  public void onReturn(long step) {
    cut(step);
    attempt(this::writeCsv);
  }

  /**
   * Writes everything that is not on the disk yet.
   *
   * @throws DiskException if it refuses; the lines are kept, and this can be called again
   */
  public void flush() {
    try {
      beforeCheckpoint();
      if (Files.exists(run.metrics())) {
        writeCsv();
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Writes something that stays in memory if the disk refuses; says so the first time. */
  private void attempt(Write write) {
    try {
      write.run();
      if (refused) {
        LOG.warn("the metric files of {} are complete again", run.path());
      }
      refused = false;
    } catch (IOException e) {
      if (!refused) {
        LOG.warn(
            "{}; training goes on, and the lines are kept in memory until they can be written",
            cannotWrite(e).getMessage());
      }
      refused = true;
    }
  }

  private DiskException cannotWrite(IOException cause) {
    return new DiskException(
        Text.of("cannot write the metric files in %s (%s)", run.path(), DurableFiles.reason(cause)),
        cause);
  }

  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  private void writeCsv() throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    Map<String, Boolean> columns = new LinkedHashMap<>();
    for (String line : Files.readAllLines(run.metrics(), StandardCharsets.UTF_8)) {
      Map<String, String> row = new LinkedHashMap<>();
      flatten("", Json.MAPPER.readTree(line), row);
      row.keySet().forEach(name -> columns.put(name, true));
      rows.add(row);
    }
    var text = new StringBuilder();
    try (var csv =
        new CSVPrinter(
            text,
            CSVFormat.RFC4180.builder().setHeader(columns.keySet().toArray(String[]::new)).get())) {
      for (var row : rows) {
        csv.printRecord(columns.keySet().stream().map(row::get));
      }
    }
    DurableFiles.replace(run.metricsCsv(), text.toString());
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> row) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              e ->
                  flatten(
                      prefix.isEmpty() ? e.getKey() : prefix + "." + e.getKey(),
                      e.getValue(),
                      row));
    } else if (!node.isNull()) {
      row.put(prefix, node.asText());
    }
  }
}

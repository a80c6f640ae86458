package org.ssl4j.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes {@code steps.jsonl}, {@code spectra.jsonl}, {@code metrics.jsonl} and {@code metrics.csv}.
 *
 * <p>The CSV is written anew from the lines of metrics.jsonl after every epoch, so that it always
 * has a column for every number, whatever the first line lacked.
 */
public final class MetricFiles implements RunListener, AutoCloseable {

  /** Whoever watches a run, or kills it, has all but the last second. */
  private static final long FLUSH_NANOS = 1_000_000_000L;

  private final RunDirectory run;
  private final BufferedWriter steps;
  private long nextFlush = System.nanoTime();

  private MetricFiles(RunDirectory run, BufferedWriter steps) {
    this.run = run;
    this.steps = steps;
  }

  /**
   * Opens the files of a run; when it is resumed, what was written after the checkpoint is dropped,
   * so that no step appears twice.
   *
   * @param step updates the run has made
   */
  public static MetricFiles open(RunDirectory run, long step) {
    try {
      keepUpTo(run.steps(), step);
      keepUpTo(run.spectra(), step);
      keepUpTo(run.metrics(), step);
      return new MetricFiles(run, appender(run.steps()));
    } catch (IOException e) {
      throw new RunException(
          "cannot write metrics in %s (%s)".formatted(run.path(), e.getMessage()), e);
    }
  }

  private static void keepUpTo(Path file, long step) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    List<String> kept = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      var node = parsed(line);
      if (node == null) {
        break; // a torn last line of a killed run
      }
      if (node.path("step").asLong() <= step) {
        kept.add(line);
      }
    }
    var text = new StringBuilder();
    kept.forEach(line -> text.append(line).append('\n'));
    RunDirectory.writeAtomically(file, text.toString());
  }

  private static JsonNode parsed(String line) {
    try {
      return Json.MAPPER.readTree(line);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return null;
    }
  }

  private static BufferedWriter appender(Path file) throws IOException {
    return Files.newBufferedWriter(
        file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void onStep(StepRecord step) {
    write(steps, run.steps(), Json.line(step));
    if (System.nanoTime() - nextFlush >= 0) {
      flushSteps();
    }
  }

  private void flushSteps() {
    try {
      steps.flush();
    } catch (IOException e) {
      throw cannotWrite(run.steps(), e);
    }
    nextFlush = System.nanoTime() + FLUSH_NANOS;
  }

  @Override
  public void onEpoch(EpochRecord epoch) {
    append(run.metrics(), Json.line(epoch));
    flushSteps();
    writeCsv();
  }

  @Override
  public void onSpectra(SpectraRecord spectra) {
    append(run.spectra(), Json.line(spectra));
  }

  private static void append(Path file, String line) {
    try (var writer = appender(file)) {
      write(writer, file, line);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private static RunException cannotWrite(Path file, IOException cause) {
    return new RunException("cannot write %s (%s)".formatted(file, cause.getMessage()), cause);
  }

  private void writeCsv() {
    try {
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
              CSVFormat.RFC4180
                  .builder()
                  .setHeader(columns.keySet().toArray(String[]::new))
                  .get())) {
        for (var row : rows) {
          csv.printRecord(columns.keySet().stream().map(row::get));
        }
      }
      RunDirectory.writeAtomically(run.metricsCsv(), text.toString());
    } catch (IOException e) {
      throw cannotWrite(run.metricsCsv(), e);
    }
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

  private static void write(BufferedWriter writer, Path file, String line) {
    try {
      writer.write(line);
      writer.write('\n');
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  @Override
  public void close() {
    try {
      steps.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

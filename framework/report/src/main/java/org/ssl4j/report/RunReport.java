package org.ssl4j.report;

import java.nio.file.Path;
import org.ssl4j.run.RunDirectory;

/**
 * The page of one run: one HTML file that needs neither a network nor any other file.
 *
 * <p>It is made from what the run directory holds: {@code metrics.jsonl} and {@code config.yaml},
 * and, where they are there, {@code steps.jsonl}, {@code spectra.jsonl}, {@code diagnosis.json},
 * {@code evaluation/*.json}, {@code provenance.json} and {@code gallery/}. What is missing is said
 * on the page. The data set is not needed.
 */
public final class RunReport {

  private RunReport() {}

  /**
   * Writes the page; an existing file is replaced.
   *
   * @param run directory of a run, finished or not
   * @throws org.ssl4j.run.RunException if the directory holds no run, a file in it cannot be
   *     understood, or the page cannot be written
   */
  public static void write(Path run, Path html) {
    var data = ReportPage.data("run");
    data.set("run", RunData.full(RunDirectory.open(run)));
    ReportPage.write(html, data.at("/run/name").asText(), data);
  }
}

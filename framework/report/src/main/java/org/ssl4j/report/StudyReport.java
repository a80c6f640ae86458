package org.ssl4j.report;

import java.nio.file.Path;

/**
 * The page of an ablation or a comparison: one HTML file that needs neither a network nor any other
 * file, made from {@code study.json} and the run directories it names.
 */
public final class StudyReport {

  private StudyReport() {}

  /**
   * Writes the page; an existing file is replaced. Cells that have not run yet are shown as such.
   *
   * @param study directory with {@code study.json}
   * @throws org.ssl4j.run.RunException if there is no study, a file cannot be understood, or the
   *     page cannot be written
   */
  public static void write(Path study, Path html) {
    var data = ReportPage.data("study");
    var read = StudyData.read(study, html);
    data.set("study", read);
    var name = read.path("name").asText();
    ReportPage.write(html, read.path("title").asText(name), data);
  }
}

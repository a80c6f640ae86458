package org.ssl4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ssl4j.report.RunReport;
import org.ssl4j.report.StudyReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ssl4j report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Write the HTML page of a run, an ablation or a comparison.",
    footer = {
      "",
      "The page is one file and needs no network; it is made anew from the files of the directory.",
      "",
      "Examples:",
      "  ssl4j report runs/byol",
      "  ssl4j report studies/simsiam-stopgradient --out page.html"
    })
final class ReportCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN|STUDY",
      description = "Directory of a run, or of a study (with study.json).")
  private Path directory;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "HTML file to write (default: report.html in the directory).")
  private Path out;

  @Override
  public Integer call() {
    var html = out == null ? directory.resolve("report.html") : out;
    if (Files.exists(directory.resolve("study.json"))) {
      StudyReport.write(directory, html);
    } else {
      RunReport.write(directory, html);
    }
    Console.out("wrote " + html);
    return ExitCode.OK;
  }
}

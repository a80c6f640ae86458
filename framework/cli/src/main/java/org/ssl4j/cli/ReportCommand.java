package org.ssl4j.cli;

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
      "The page is one file and needs no internet connection. It is rebuilt from the files in the directory.",
      "",
      "Examples:",
      "  ssl4j report byol                      (the newest run under runs/byol)",
      "  ssl4j report runs/byol/20261124-101500-000",
      "  ssl4j report studies/simsiam-stopgradient --out page.html"
    })
final class ReportCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN|STUDY",
      description =
          "Directory of a run or a study, or its name under runs/ or studies/. If several runs have the name, the one that began last is taken.")
  private Path directory;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "HTML file to write (default: report.html in the directory).")
  private Path out;

  @Override
  public Integer call() {
    Path found = RunArgument.find(directory);
    var html = out == null ? found.resolve("report.html") : out;
    if (RunArgument.isStudy(found)) {
      StudyReport.write(found, html);
    } else {
      RunReport.write(found, html);
    }
    Console.out("wrote " + html);
    return ExitCode.OK;
  }
}

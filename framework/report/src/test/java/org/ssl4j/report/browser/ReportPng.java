package org.ssl4j.report.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ssl4j.report.RunReport;
import org.ssl4j.report.StudyReport;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Pictures of a page's parts for documents: {@code RUN|STUDY|PAGE OUT [light|dark] [WIDTH]} writes
 * a PNG for every figure, named by its id, and one of the verdict. Started by {@code
 * scripts/report-png}.
 */
final class ReportPng {

  private static final int WIDTH = 900;

  private ReportPng() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var directory = Path.of(arguments[0]);
    var out = Files.createDirectories(Path.of(arguments[1]));
    var colours = arguments.length > 2 ? arguments[2] : "light";
    int width = arguments.length > 3 ? Integer.parseInt(arguments[3]) : WIDTH;
    var work = Files.createTempDirectory("ssl4j-png");
    var html = work.resolve("page.html");
    if (Files.isRegularFile(directory)) {
      Files.copy(directory, html);
    } else if (Files.exists(directory.resolve("study.json"))) {
      StudyReport.write(directory, html);
    } else {
      RunReport.write(directory, html);
    }
    try (var browser = Chromium.start(work.resolve("profile"))) {
      draw(browser.tab(), html, out, colours, width);
    } finally {
      DurableFiles.deleteRecursively(work);
    }
  }

  private static void draw(Tab tab, Path html, Path out, String colours, int width)
      throws IOException {
    tab.viewport(width, 1000, false);
    tab.media("screen", colours);
    tab.open(html.toUri());
    tab.evaluate("document.documentElement.classList.add('picture'); SSL4J.drawAll()");
    tab.unroll();
    var parts =
        tab.evaluate(
            "[...document.querySelectorAll('.verdict, figure[id], #ranking, #predictions')]"
                + ".filter(node => node.getBoundingClientRect().height > 0).map(node => node.id)");
    for (var part : parts) {
      tab.picture(out.resolve(part.asText() + ".png"), Text.of("[id='%s']", part.asText()));
    }
  }
}

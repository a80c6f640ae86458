package org.ssl4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.run.RunException;

class StudyReportTest {

  @TempDir Path root;

  private Path study(String name, int cells, int epochs) {
    List<String> directories = new ArrayList<>();
    for (int i = 0; i < cells; i++) {
      directories.add("cells/" + i + "/seed-0");
      SampleRuns.run(root.resolve(directories.get(i)), name, epochs, 39, i % 2);
    }
    return SampleRuns.study(root, name, directories);
  }

  @Test
  void fiveMethodsOfEightHundredEpochsAreASmallPage() throws IOException {
    var study = study("five", 5, 800);
    var html = root.resolve("report.html");

    StudyReport.write(study, html);

    assertThat(Files.size(html)).isLessThan(5_000_000);
  }

  @Test
  void textOfAStudyCannotBecomeMarkupOrCode() throws IOException {
    var html = root.resolve("report.html");

    StudyReport.write(study(SampleRuns.HOSTILE, 2, 2), html);

    var page = Files.readString(html);
    assertThat(page.contains("<img src=x")).isFalse();
    assertThat(page.contains("<script>window.injected")).isFalse();
    assertThat(page.split("</script>", -1)).hasSize(4);
  }

  @Test
  void linksToThePagesOfItsRunsThatAreThere() throws IOException {
    var study = study("linked", 2, 2);
    var run = root.resolve("cells/1/seed-0");
    RunReport.write(run, run.resolve("report.html"));
    var html = root.resolve("pages/report.html");

    StudyReport.write(study, html);

    var links = Pattern.compile("\"page\":\"([^\"]*)\"").matcher(Files.readString(html));
    assertThat(links.results().map(link -> link.group(1)))
        .containsExactly("./../cells/1/seed-0/report.html");
  }

  @Test
  void cellsThatHaveNotRunAreLeftWithoutCurves() throws IOException {
    SampleRuns.study(root, "waiting", List.of("cells/0/seed-0"));
    var html = root.resolve("report.html");

    StudyReport.write(root, html);

    assertThat(Files.readString(html).contains("\"curves\":")).isFalse();
  }

  @Test
  void refusesADirectoryWithoutAStudy() {
    assertThatThrownBy(() -> StudyReport.write(root, root.resolve("report.html")))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("no study.json");
  }
}

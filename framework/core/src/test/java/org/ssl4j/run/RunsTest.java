package org.ssl4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.golden.Languages;

/** The order of runs is that of the moments at which they began, whatever their names say. */
class RunsTest {

  @TempDir Path root;

  @Test
  void theNewestIsByTheRecordedMoment() throws Exception {
    // As written fourteen hours before UTC, then an hour later eleven hours behind it.
    run("20260102-010000-000", "2026-01-01T11:00:00Z");
    var later = run("20260101-010000-000", "2026-01-01T12:00:00Z");
    assertThat(Runs.newest(root)).contains(later);
  }

  @Test
  void anOldRunInLocalTimeAndANewOneInUtc() throws Exception {
    run("20260102-010000-000", "2026-01-01T11:00:00Z");
    var later = run("20260101-113000-000", "2026-01-01T11:30:00.123Z");
    assertThat(Runs.newest(root)).contains(later);
  }

  @Test
  void withoutARecordTheNameCounts() throws Exception {
    run("20260101-120000-000", null);
    var later = run("20260101-120000-001", null);
    run("20251231-235959-999", "no time");
    Files.createDirectory(root.resolve("20270101-000000-000"));
    assertThat(Runs.newest(root)).contains(later);
    assertThat(Runs.began(later)).isEqualTo(Instant.parse("2026-01-01T12:00:00.001Z"));
  }

  /** By earlier versions. */
  @Test
  void aNameMayHaveTheDigitsOfAnotherLanguage() throws Exception {
    Languages.assumeNamesOfEveryScript();
    assertThat(Runs.began(run("۲۰۲۶۰۱۰۱-۱۲۰۰۰۰-۰۰۰", null)))
        .isEqualTo(Instant.parse("2026-01-01T12:00:00Z"));
  }

  @Test
  void aRunThatSomebodyNamedHasTheTimeOfItsConfig() throws Exception {
    var named = run("mine", null);
    assertThat(Runs.began(named))
        .isEqualTo(Files.getLastModifiedTime(named.resolve("config.yaml")).toInstant());
  }

  @Test
  void noRunsNoNewest() {
    assertThat(Runs.newest(root)).isEmpty();
    assertThat(Runs.newest(root.resolve("none"))).isEmpty();
  }

  @Test
  void namesAreInUtcInEveryZone() {
    var before = TimeZone.getDefault();
    try {
      for (String zone : new String[] {"Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"}) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        var created = RunDirectory.createUnder(root, zone);
        assertThat(Runs.nameOf(Runs.began(withConfig(created))))
            .isEqualTo(created.path().getFileName().toString())
            .startsWith(Runs.nameOf(Instant.now()).substring(0, "yyyyMMdd".length()));
      }
    } finally {
      TimeZone.setDefault(before);
    }
  }

  private static Path withConfig(RunDirectory run) {
    RunDirectory.writeAtomically(run.config(), "name: x\n");
    return run.path();
  }

  private Path run(String name, String started) throws IOException {
    var run = new RunDirectory(Files.createDirectory(root.resolve(name)));
    Files.writeString(run.config(), "name: x\n");
    if (started != null) {
      Files.writeString(run.provenance(), "{\"started\": \"" + started + "\"}");
    }
    return run.path();
  }
}

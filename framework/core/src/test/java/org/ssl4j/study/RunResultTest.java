package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.text.Text;

/** What a study reads of a run's files. */
class RunResultTest {

  @TempDir Path run;

  @BeforeEach
  void diagnosed() throws IOException {
    Files.writeString(run.resolve("diagnosis.json"), "{\"verdict\": \"HEALTHY\"}");
  }

  private RunResult read(String metrics, String provenance) throws IOException {
    Files.writeString(run.resolve("metrics.jsonl"), metrics);
    Files.writeString(run.resolve("provenance.json"), provenance);
    return RunResult.read(new RunDirectory(run), false);
  }

  private static String epochs(double... seconds) {
    var lines = new StringBuilder("{\"epoch\": 0, \"seconds\": 900}\n");
    for (int i = 0; i < seconds.length; i++) {
      lines.append(Text.of("{\"epoch\": %d, \"seconds\": %s}\n", i + 1, seconds[i]));
    }
    return lines.toString();
  }

  @Test
  void anEpochThatRanBesideOtherProgramsDoesNotCount() throws IOException {
    assertThat(read(epochs(69, 661, 26, 25, 35), "{}").secondsPerEpoch()).isEqualTo(35);
    assertThat(read(epochs(20, 30), "{}").secondsPerEpoch()).isEqualTo(25);
    assertThat(read(epochs(), "{}").secondsPerEpoch()).isNull();
  }

  @Test
  void theThreadsOfEveryResumptionAreKnown() throws IOException {
    assertThat(
            read(
                    epochs(1),
                    """
                    {"ompNumThreads": "1", "processors": 2,
                     "resumed": [{"at": "a"}, {"ompNumThreads": "2"}, {"ompNumThreads": null}]}
                    """)
                .threads())
        .containsExactlyInAnyOrder("1", "2");
    assertThat(read(epochs(1), "{\"ompNumThreads\": null, \"processors\": 8}").threads())
        .containsExactly("8");
    Files.delete(run.resolve("provenance.json"));
    assertThat(RunResult.read(new RunDirectory(run), false).threads()).isEmpty();
  }
}

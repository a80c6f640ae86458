package org.ssl4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.error.ConfigException;

/** Defaults are fitted to the data and to one another; what the user wrote is refused. */
class FittedConfigTest {

  private static final String OWN =
      """
      name: own
      data: {dataset: folder, root: images}
      method: {name: contrast}
      """;

  private final ConfigLoader loader = SampleMethods.loader();

  @TempDir private Path dir;
  private String homeBefore;

  @BeforeEach
  void makeAHome() throws IOException {
    homeBefore = System.getProperty("ssl4j.home");
    System.setProperty("ssl4j.home", dir.resolve("home").toString());
    Files.createDirectories(dir.resolve("home/configs"));
  }

  @AfterEach
  void restoreTheHome() {
    if (homeBefore == null) {
      System.clearProperty("ssl4j.home");
    } else {
      System.setProperty("ssl4j.home", homeBefore);
    }
  }

  @Test
  void defaultsThatDoNotFitAreReplacedAndNamed() throws IOException {
    var fitted = load("own.yaml", OWN).fitTo(180, 20);

    assertThat(fitted.config().data().batchSize()).isEqualTo(180);
    assertThat(fitted.config().monitor().images()).isEqualTo(20);
    assertThat(fitted.config().evaluation().k()).isEqualTo(18);
    assertThat(fitted.fitted())
        .extracting(Fit::toString)
        .containsExactlyInAnyOrder(
            "data.batchSize is 180 instead of 256: there are only 180 training images",
            "monitor.images is 20 instead of 1000: there are only 20 held-out images",
            "evaluation.k is 18 instead of 200: there are only 180 images in the bank");
  }

  @Test
  void theResolvedConfigHoldsWhatWasFitted() throws IOException {
    var fitted = load("own.yaml", OWN).fitTo(180, 20);
    Path resolved = Files.writeString(dir.resolve("resolved.yaml"), fitted.resolvedYaml());

    assertThat(loader.load(resolved, List.of()).config()).isEqualTo(fitted.config());
  }

  @Test
  void whatFitsStaysAsItIs() throws IOException {
    assertThat(load("own.yaml", OWN).fitTo(50_000, 10_000).fitted()).isEmpty();
  }

  @Test
  void aValueOfTheUsersIsRefusedWhereItStands() throws IOException {
    var loaded = load("own.yaml", OWN + "monitor: {images: 500}\n");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loaded.fitTo(180, 20))
        .withMessageContaining(
            "own.yaml:4: monitor.images: is 500, but there are only 20 held-out images");
  }

  @Test
  void aShippedFileCountsAsDefaultsAlsoBelowAFileOfTheUsers() throws IOException {
    Files.writeString(
        dir.resolve("home/configs/folder.yaml"), OWN + "evaluation: {k: 20, bankLimit: 900}\n");
    Path own =
        Files.writeString(
            dir.resolve("mine.yaml"), "extends: home/configs/folder.yaml\nmonitor: {images: 8}\n");

    var fitted = loader.load(own, List.of()).fitTo(15, 8);

    assertThat(fitted.config().evaluation().k()).isEqualTo(5);
    assertThat(fitted.config().evaluation().bankLimit()).isEqualTo(15);
    assertThat(fitted.config().monitor().images()).isEqualTo(8);
  }

  @Test
  void aUsersFileBesideTheShippedOnesIsTheUsers() throws IOException {
    var loaded = load("home/configs/mine.yaml", OWN + "evaluation: {k: 20}\n");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loaded.fitTo(15, 8))
        .withMessageContaining("mine.yaml:4: evaluation.k: is 20");
  }

  @Test
  void aShippedWarmupGivesWayToFewEpochs() throws IOException {
    Path shipped =
        Files.writeString(
            dir.resolve("home/configs/folder.yaml"),
            OWN + "schedule: {epochs: 100, warmupEpochs: 5}\n");

    var fitted = loader.load(shipped, List.of("schedule.epochs=3"));

    assertThat(fitted.config().schedule().warmupEpochs()).isEqualTo(0.3);
    assertThat(fitted.fitted()).extracting(Fit::path).containsExactly("schedule.warmupEpochs");
  }

  @Test
  void aDefaultBatchGivesWayToALimitOfTheUsers() throws IOException {
    Path own = Files.writeString(dir.resolve("own.yaml"), OWN);

    var fitted = loader.load(own, List.of("data.trainLimit=64"));

    assertThat(fitted.config().data().batchSize()).isEqualTo(64);
    assertThat(fitted.fitted())
        .extracting(Fit::because)
        .contains("there are only 64 training images (data.trainLimit)");
  }

  @Test
  void theConfigThatARunHasWrittenIsNobodysWish() throws IOException {
    var fitted = load("own.yaml", OWN).fitTo(180, 20);
    Path resolved = Files.writeString(dir.resolve("config.yaml"), fitted.resolvedYaml());

    var elsewhere = loader.loadResolved(resolved, List.of()).fitTo(100, 12);
    assertThat(elsewhere.config().monitor().images()).isEqualTo(12);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> loader.loadResolved(resolved, List.of("monitor.images=20")).fitTo(100, 12))
        .withMessageContaining("--set monitor.images=20: monitor.images: is 20");
  }

  @Test
  void whatARunHasFittedIsFittedAgainBeforeItsConfigIsCompared() throws IOException {
    var ran = load("own.yaml", OWN).fitTo(180, 20);
    var again = load("own.yaml", OWN).withFits(ran.fitted());

    assertThat(again.config()).isEqualTo(ran.config());
    assertThat(load("own.yaml", OWN + "monitor: {images: 500}\n").withFits(ran.fitted()).config())
        .isNotEqualTo(ran.config());
  }

  @Test
  void tooFewImagesToMeasureAreRefusedWhoeverWroteTheNumber() throws IOException {
    var loaded = load("own.yaml", OWN);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loaded.fitTo(20, 3))
        .withMessageContaining("there are only 3 held-out images, but at least 4 are needed");
  }

  private LoadedConfig load(String name, String yaml) throws IOException {
    return loader.load(Files.writeString(dir.resolve(name), yaml), List.of());
  }
}

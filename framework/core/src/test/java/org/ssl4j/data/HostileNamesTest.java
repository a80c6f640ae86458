package org.ssl4j.data;

import static java.awt.image.BufferedImage.TYPE_3BYTE_BGR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.error.DataException;
import org.ssl4j.golden.Languages;

/** Names that would steer a terminal are shown, and links into hidden folders count once. */
class HostileNamesTest {

  private static final String NAME = "a\nb\u202Egnp";
  private static final String SHOWN = "a\\x0Ab\\u202Egnp";

  @TempDir private Path directory;

  /** Elsewhere the marks are shown as the JVM reads them, which is as question marks. */
  @BeforeEach
  void requireNames() {
    Languages.assumeNamesOfEveryScript();
  }

  private static Path named(Path folder, String name) throws IOException {
    return Files.createDirectories(
        HostileTree.child(folder, name.getBytes(StandardCharsets.UTF_8)));
  }

  private static void images(Path folder, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      TestData.image(folder.resolve(i + ".png"), "png", 8, 8, TYPE_3BYTE_BGR, i);
    }
  }

  @Test
  void aRootsNameIsShownInTheSummaryAndInRefusals() throws IOException {
    Path root = named(directory, NAME);
    assertThatThrownBy(() -> FolderScan.of(root, 0.25)).hasMessageContaining(SHOWN + " is empty");
    images(root, 2);
    List<String> told = new ArrayList<>();
    var config = TestData.config("folder", root);
    assertThatThrownBy(() -> FolderImages.open(root, config, Progress.NONE))
        .hasMessageContaining(SHOWN + " has ");
    images(root, 8);
    FolderImages.open(root, config, FolderScanTest.listening(told));
    assertThat(told.get(0)).endsWith(SHOWN + ": 8 files, 8 of them used");
  }

  @Test
  void aClassThatTrainingLacksIsShownInTheRefusal() throws IOException {
    images(directory.resolve("train/a"), 2);
    images(directory.resolve("train/b"), 2);
    images(named(Files.createDirectories(directory.resolve("test")), NAME), 2);
    assertThatThrownBy(() -> FolderScan.of(directory, 0.25))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("class folder '" + SHOWN + "'");
  }

  @Test
  void notesShowTheNamesOfFolders() throws IOException {
    Path wrapper = named(directory, NAME);
    images(wrapper.resolve("cat"), 8);
    images(named(wrapper, NAME), 1);
    assertThat(FolderScan.of(directory, 0.25).notes())
        .anyMatch(
            note ->
                note.endsWith(
                    "not scored (each has a single image, which is a training image): " + SHOWN))
        .anyMatch(note -> note.endsWith("the classes are the folders in " + SHOWN + "/"));
  }

  @Test
  void aHiddenFolderThatALinkLeadsToCountsOnce() throws IOException {
    images(directory.resolve("a"), 4);
    images(directory.resolve(".store/b"), 4);
    images(directory.resolve(".store"), 3);
    Files.createSymbolicLink(directory.resolve("b"), directory.resolve(".store/b"));
    FolderScan scan = FolderScan.of(directory, 0.25);
    assertThat(scan.classNames()).containsExactly("a", "b");
    assertThat(scan.account().count(Leftover.HIDDEN)).isEqualTo(3);
    assertThat(scan.files()).isEqualTo(11);
  }
}

package org.ssl4j.models.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.storage.DurableFiles;

/** A file is replaced whole or not at all, whichever change the disk refuses. */
class DurableFilesTest {

  private static final String OLD = "old ".repeat(5000);
  private static final String NEW = "new ".repeat(6000);

  @TempDir Path root;

  @Test
  void whateverIsRefused_theFileIsTheOldOrTheNewOne_andNothingElseIsLeft() throws IOException {
    var disk = new Disk();
    Path real = root.resolve("file").toAbsolutePath();
    Path file = new FaultyFileSystem(disk).wrap(real);
    Files.writeString(real, OLD);
    disk.refuse(Long.MAX_VALUE, Long.MAX_VALUE);
    DurableFiles.replace(file, NEW);
    assertThat(real).hasContent(NEW);
    long changes = disk.operations();
    assertThat(changes).isGreaterThan(4); // open, write, force, rename, force the directory

    for (long first = 1; first <= changes; first++) {
      Files.writeString(real, OLD);
      disk.refuse(first, first);
      String expected = NEW;
      try {
        DurableFiles.replace(file, NEW);
      } catch (IOException e) {
        expected = OLD;
      }
      assertThat(real).as("refused: %s", disk.refusals()).hasContent(expected);
      try (var left = Files.list(root)) {
        assertThat(left).as("refused: %s", disk.refusals()).containsExactly(real);
      }
    }
  }
}

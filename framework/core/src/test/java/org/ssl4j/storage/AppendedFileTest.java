package org.ssl4j.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines are neither lost nor torn nor doubled. */
class AppendedFileTest {

  @TempDir Path directory;

  @Test
  void whatIsRefusedIsWrittenWithTheNextFlush() throws IOException {
    Path parent = directory.resolve("later");
    var file = new AppendedFile(parent.resolve("lines"));
    file.append("one");
    assertThatThrownBy(file::flush).isInstanceOf(IOException.class);
    file.append("two");
    Files.createDirectory(parent);
    file.flush();
    file.flush();
    assertThat(file.path()).hasContent("one\ntwo\n");
  }

  @Test
  void whatAFailureLeftBehindIsOverwritten() throws IOException {
    Path path = Files.writeString(directory.resolve("lines"), "one\n");
    var file = new AppendedFile(path);
    // Half of a refused write, longer than what follows.
    Files.writeString(path, "one\ntwo is a long line that was to");
    file.append("two");
    file.sync();
    assertThat(path).hasContent("one\ntwo\n");
  }

  @Test
  void anEmptyFlushMakesNoFile() throws IOException {
    var file = new AppendedFile(directory.resolve("none"));
    file.sync();
    assertThat(file.path()).doesNotExist();
  }
}

package org.ssl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefectLogTest {

  @TempDir Path home;

  @Test
  void everyUserHasOneThatNobodyElseReads() throws Exception {
    Path log = DefectLog.in(home.toString());
    assertThat(log).isEqualTo(home.resolve(".ssl4j").resolve("defect.log")).isEmptyFile();
    assertThat(permissions(log)).isEqualTo("rw-------");
    assertThat(permissions(log.getParent())).isEqualTo("rwx------");

    Files.writeString(log, "earlier");
    assertThat(DefectLog.in(home.toString())).isEqualTo(log).hasContent("earlier");
  }

  @Test
  void withoutAHomeEveryDefectHasATemporaryFileOfItsOwn() throws Exception {
    Files.createFile(home.resolve(".ssl4j"));
    Path first = DefectLog.in(home.toString());
    Path second = DefectLog.in(home.resolve("none").toString());
    try {
      assertThat(first).isEmptyFile().isNotEqualTo(second);
      assertThat(permissions(first)).isEqualTo("rw-------");
      assertThat(second).isEmptyFile();
    } finally {
      Files.delete(first);
      Files.delete(second);
    }
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}

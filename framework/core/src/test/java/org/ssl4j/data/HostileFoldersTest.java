package org.ssl4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.ssl4j.config.DataConfig.OnUnreadable;
import org.ssl4j.error.DataException;
import org.ssl4j.fuzz.MemoryBound;
import org.ssl4j.storage.DurableFiles;

/**
 * Folders from anywhere are read or refused in one sentence. Whatever their names, contents and
 * links, every file is accounted for once, and nothing is changed.
 */
class HostileFoldersTest {

  private static final int SIDE = 8;
  private static final Pattern USED = Pattern.compile(": (\\d+) files?, (\\d+) of them used$");
  private static final Pattern NOT_USED = Pattern.compile("^  not used, [\\w ,.]+: (\\d+) \\(");

  /** What changes a terminal or the order of its letters. */
  private static final Pattern STEERING =
      Pattern.compile("[\\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]");

  private static Path directory;
  private static List<byte[]> images;
  private static List<byte[]> archives;

  @BeforeContainer
  static void create() throws IOException {
    System.setProperty("java.awt.headless", "true");
    directory = Files.createTempDirectory("hostile-folders");
    Files.createDirectory(directory.resolve("seeds"));
    images = HostileFilesTest.seeds(directory.resolve("seeds"));
    archives =
        List.of(
            HostileFilesTest.tar("a.png"),
            HostileFilesTest.gzip(HostileFilesTest.tar("../a.png")),
            HostileFilesTest.gzip(images.get(0)));
  }

  @AfterContainer
  static void delete() throws IOException {
    MemoryBound.check();
    DurableFiles.deleteRecursively(directory);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void aFolderIsReadOrRefused(@ForAll long seed) throws IOException {
    Path place = Files.createDirectory(directory.resolve("tree"));
    var tree = new HostileTree(place, seed, images, archives);
    try {
      var before = tree.state();
      readsOrRefuses(tree, seed);
      assertThat(tree.state()).isEqualTo(before);
    } finally {
      tree.open();
      DurableFiles.deleteRecursively(place);
    }
  }

  private static void readsOrRefuses(HostileTree tree, long seed) throws IOException {
    try {
      FolderScan scan = FolderScan.of(tree.root, 0.25);
      assertThat(scan.files()).isEqualTo(tree.size());
      for (var entry : scan.train()) {
        assertThat(tree.holds(entry.file())).isTrue();
      }
      scan.notes().forEach(HostileFoldersTest::assertPlain);
      List<String> told = new ArrayList<>();
      var config =
          TestData.config(
              "folder",
              tree.root,
              null,
              null,
              SIDE,
              seed % 8 == 0 ? OnUnreadable.FAIL : OnUnreadable.SKIP,
              seed % 2 == 0 ? 1 : 0);
      DataSplits data = FolderImages.open(tree.root, config, FolderScanTest.listening(told));
      told.forEach(HostileFoldersTest::assertPlain);
      assertThat(reads(data.train()) + reads(data.test())).isEqualTo(used(told, tree.size()));
    } catch (DataException e) {
      assertThat(e.getMessage()).isNotBlank();
      assertPlain(e.getMessage());
    }
  }

  private static int reads(ImageSet images) {
    byte[] pixels = new byte[images.imageBytes()];
    for (int i = 0; i < images.size(); i++) {
      images.read(i, pixels, 0);
      assertPlain(images.imageName(i).orElseThrow());
      assertThat(images.label(i)).isBetween(-1, images.classNames().size() - 1);
    }
    return images.size();
  }

  /** The images that a summary says are used; its numbers add up. */
  private static long used(List<String> told, long files) {
    var used = USED.matcher(told.get(0));
    assertThat(used.find()).as(told.get(0)).isTrue();
    assertThat(Long.parseLong(used.group(1))).isEqualTo(files);
    long sum = Long.parseLong(used.group(2));
    for (String line : told) {
      var unused = NOT_USED.matcher(line);
      sum += unused.find() ? Long.parseLong(unused.group(1)) : 0;
    }
    assertThat(sum).as(told.toString()).isEqualTo(files);
    return Long.parseLong(used.group(2));
  }

  private static void assertPlain(String line) {
    assertThat(STEERING.matcher(line).find()).as(line).isFalse();
  }
}

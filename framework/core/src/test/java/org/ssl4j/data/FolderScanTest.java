package org.ssl4j.data;

import static java.awt.image.BufferedImage.TYPE_3BYTE_BGR;
import static java.awt.image.BufferedImage.TYPE_INT_ARGB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.config.DataConfig.OnUnreadable;
import org.ssl4j.data.FolderScan.Entry;
import org.ssl4j.error.DataException;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/** How folders of every layout are walked, sorted into classes and splits, and accounted for. */
@Timeout(60)
class FolderScanTest {
  private static final double FRACTION = 0.25;

  @TempDir private Path root;

  private FileAccount account;

  private FolderScan scan() {
    FolderScan scan = FolderScan.of(root, FRACTION);
    account = scan.account();
    return scan;
  }

  private Path file(String relative) throws IOException {
    Path file = root.resolve(relative);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, relative);
  }

  private void files(String folder, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      file(Text.of("%s%03d.jpg", folder, i));
    }
  }

  private static int size(FolderScan scan) {
    return scan.train().size() + scan.test().size();
  }

  private static List<String> relatives(FolderScan scan) {
    List<String> names = new ArrayList<>();
    scan.train().forEach(entry -> names.add(entry.relative()));
    scan.test().forEach(entry -> names.add(entry.relative()));
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "images/", "a/b/c/"})
  void theTopFolderIsTheClassAtAnyDepth(String below) throws IOException {
    files("n01/" + below, 8);
    files("n02/" + below, 8);
    files("n02/other/", 4);
    FolderScan scan = scan();
    assertThat(scan.classNames()).containsExactly("n01", "n02");
    assertThat(scan.train()).hasSize(15);
    assertThat(scan.test()).hasSize(5);
    assertThat(account.count()).isZero();
  }

  @Test
  void foldersThatHoldEverythingArePassedThrough() throws IOException {
    files("archive/data/cat/", 8);
    files("archive/data/dog/deep/", 8);
    FolderScan scan = scan();
    assertThat(scan.classNames()).containsExactly("cat", "dog");
    assertThat(scan.notes()).anyMatch(note -> note.contains("archive/data/"));
  }

  @ParameterizedTest
  @CsvSource({
    "train, test",
    "train, val",
    "train, valid",
    "train, validation",
    "training, testing",
    "Train, Valid",
    "TRAINING, Test"
  })
  void splitFoldersAreKnown(String train, String test) throws IOException {
    for (String wrapper : List.of("", "wrapped/")) {
      files(wrapper + train + "/a/images/", 6);
      files(wrapper + train + "/b/", 6);
      files(wrapper + test + "/b/images/", 3);
      FolderScan scan = scan();
      assertThat(scan.train()).hasSize(12);
      assertThat(scan.test()).hasSize(3);
      assertThat(scan.classNames()).containsExactly("a", "b");
      DurableFiles.deleteRecursively(root.resolve(wrapper + train));
      DurableFiles.deleteRecursively(root.resolve(wrapper + test));
    }
  }

  @Test
  void ofTwoHeldOutFoldersTheOneWithClassesIsTakenAndTheOtherCounted() throws IOException {
    files("train/a/", 4);
    files("train/b/", 4);
    files("valid/a/", 2);
    files("valid/b/", 2);
    files("test/", 5);
    files("extra/", 7);
    FolderScan scan = scan();
    assertThat(scan.test()).hasSize(4);
    assertThat(scan.classNames()).hasSize(2);
    assertThat(scan.notes()).anyMatch(note -> note.contains("valid/ is used"));
    assertThat(account.count(Leftover.UNUSED_FOLDER)).isEqualTo(12);
    assertThat(account.lines().toString()).contains("extra/ 7").contains("test/ 5");
    assertThat(scan.files()).isEqualTo(24);
  }

  @Test
  void aClassMayBeCalledTrain() throws IOException {
    files("bus/", 8);
    files("car/", 8);
    files("train/", 8);
    assertThat(scan().classNames()).containsExactly("bus", "car", "train");
    assertThat(account.count()).isZero();
  }

  @Test
  void looseImagesAreLeftOutWhereMostLieInClassFolders() throws IOException {
    files("a/", 8);
    files("b/", 8);
    files("", 3);
    FolderScan scan = scan();
    assertThat(scan.classNames()).containsExactly("a", "b");
    assertThat(account.count(Leftover.OUTSIDE_CLASSES)).isEqualTo(3);
    assertThat(size(scan)).isEqualTo(16);
  }

  @Test
  void foldersAreNoClassesWhereMostImagesLieBesideThem() throws IOException {
    files("a/", 2);
    files("b/", 2);
    files("", 16);
    FolderScan scan = scan();
    assertThat(scan.classNames()).isEmpty();
    assertThat(size(scan)).isEqualTo(20);
    assertThat(scan.notes()).anyMatch(note -> note.contains("16 of 20 images lie outside"));
  }

  @Test
  void hiddenAndSystemFilesAreCountedAndNotRead() throws IOException {
    files("a/", 8);
    files("b/", 8);
    files(".ipynb_checkpoints/", 3);
    files("a/.ipynb_checkpoints/", 2);
    files("@eaDir/a/deep/", 4);
    files("__MACOSX/a/", 5);
    files("#recycle/", 1);
    files("$RECYCLE.BIN/", 1);
    files("System Volume Information/", 1);
    files("lost+found/", 1);
    for (String name : List.of("a/Thumbs.db", "a/.DS_Store", "b/._000.jpg", "b/desktop.ini")) {
      file(name);
    }
    FolderScan scan = scan();
    assertThat(scan.classNames()).containsExactly("a", "b");
    assertThat(size(scan)).isEqualTo(16);
    assertThat(account.count(Leftover.HIDDEN)).isEqualTo(22);
    assertThat(account.lines()).hasSize(1);
    assertThat(account.lines().get(0))
        .startsWith("hidden or system file: 22 (.ipynb_checkpoints 5, __MACOSX 5,");
    assertThat(scan.files()).isEqualTo(38);
  }

  @Test
  void loopsEndAndWhatLinksReachTwiceCountsOnce() throws IOException {
    Path store = Files.createDirectories(root.resolveSibling(root.getFileName() + "-store"));
    try {
      files("a/", 8);
      for (int i = 0; i < 8; i++) {
        Path target = Files.writeString(store.resolve(i + ".jpg"), "x" + i);
        Files.createDirectories(root.resolve("b"));
        Files.createSymbolicLink(root.resolve("b/" + i + ".jpg"), target);
      }
      Files.createSymbolicLink(root.resolve("b/loop"), root);
      Files.createSymbolicLink(root.resolve("b/above"), root.getParent());
      Files.createSymbolicLink(root.resolve("c"), store);
      Files.createSymbolicLink(root.resolve("d"), root.resolve("a"));
      Files.createSymbolicLink(root.resolve("a/broken.jpg"), root.resolve("nothing.jpg"));
      Files.createSymbolicLink(root.resolve("a/self.jpg"), root.resolve("a/self.jpg"));
      Files.createLink(root.resolve("b/hard.jpg"), root.resolve("a/000.jpg"));
      FolderScan scan = scan();
      assertThat(scan.classNames()).containsExactly("a", "b");
      assertThat(size(scan)).isEqualTo(16);
      // The loop, the folder above, d, the hard link, and the eight files of the store by c.
      assertThat(account.count(Leftover.SECOND_LINK)).isEqualTo(12);
      assertThat(account.count(Leftover.BROKEN_LINK)).isEqualTo(2);
    } finally {
      DurableFiles.deleteRecursively(store);
    }
  }

  @Test
  void aLinkedFolderIsAClass() throws IOException {
    Path store = Files.createDirectories(root.resolveSibling(root.getFileName() + "-store"));
    try {
      files("a/", 8);
      Files.writeString(store.resolve("1.jpg"), "x");
      Files.createSymbolicLink(root.resolve("b"), store);
      assertThat(scan().classNames()).containsExactly("a", "b");
    } finally {
      DurableFiles.deleteRecursively(store);
    }
  }

  @Test
  void aPipeIsNeverOpened() throws Exception {
    files("", 8);
    var made = new ProcessBuilder("mkfifo", root.resolve("pipe.jpg").toString()).start();
    assumeTrue(made.waitFor() == 0);
    assertThat(size(scan())).isEqualTo(8);
    assertThat(account.count(Leftover.SPECIAL)).isEqualTo(1);
  }

  @Test
  void theContentDecidesWhereTheNameSaysNothing() throws IOException {
    files("", 8);
    Path png = TestData.image(root.resolve("seed.png"), "png", 8, 8, TYPE_3BYTE_BGR, 7).toPath();
    Files.copy(png, root.resolve("no-extension"));
    Files.copy(png, root.resolve("photo.jpg_large"));
    Files.copy(png, root.resolve("seed.png.bak"));
    Files.copy(png, root.resolve("seed.png~"));
    Path tiff = TestData.image(root.resolve("t.tiff"), "tiff", 8, 8, TYPE_3BYTE_BGR, 7).toPath();
    Files.copy(tiff, root.resolve("camera.nef"));
    Files.copy(tiff, root.resolve("camera.xyz"));
    for (String name : List.of("BM.txt", "x.heic", "labels.csv")) {
      Files.writeString(root.resolve(name), "BM is how bitmaps begin, and some texts");
    }
    FolderScan scan = scan();
    assertThat(relatives(scan)).contains("no-extension", "photo.jpg_large").hasSize(12);
    assertThat(scan.notes()).anyMatch(note -> note.endsWith("extension: 2"));
    assertThat(account.count(Leftover.OTHER_FORMAT)).isEqualTo(2);
    assertThat(account.lines().toString()).contains("heic 1, nef 1").contains("bak 1");
    assertThat(account.count(Leftover.OTHER_TYPE)).isEqualTo(5);
  }

  /** The path of a name as UTF-8 has it, whatever the locale of the test. */
  private Path named(Path folder, String name) {
    var encoded = new StringBuilder(folder.toUri().toString());
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      encoded.append(Text.of("%%%02X", b));
    }
    return Path.of(URI.create(encoded.toString()));
  }

  @Test
  void namesAreTheSameInEveryLocaleAndMayBeAnything() throws IOException {
    List<String> classes =
        List.of("köln", "北京", "🐱 cats", "100% #1", "a b", "a?b", "back\\slash", "v1.0 [x]{y}");
    for (String name : classes) {
      Path folder = Files.createDirectory(named(root, name));
      for (int i = 0; i < 4; i++) {
        TestData.image(named(folder, name + i + ".png"), "png", 8, 8, TYPE_3BYTE_BGR, i);
      }
    }
    FolderScan scan = scan();
    assertThat(scan.classNames()).containsExactlyInAnyOrderElementsOf(classes);
    assertThat(size(scan)).isEqualTo(4 * classes.size());
    var decoder = new ImageDecoder(8, Background.of("auto"));
    for (Entry entry : scan.train()) {
      assertThat(decodes(decoder, entry.file())).as(entry.relative()).isTrue();
    }
  }

  private static boolean decodes(ImageDecoder decoder, Path file) {
    try {
      return decoder.decode(file, 16).planes() != null;
    } catch (UnreadableImageException e) {
      return false;
    }
  }

  @Test
  void namesThatAreNotUtf8AreReadAndShown() throws IOException {
    String base = root.toUri().toString();
    for (String encoded : List.of("caf%E9", "%FF%FE")) {
      Path folder = Files.createDirectory(Path.of(URI.create(base + encoded)));
      for (int i = 0; i < 4; i++) {
        Path file = Path.of(URI.create(folder.toUri() + "%E9" + i + ".png"));
        TestData.image(file, "png", 8, 8, TYPE_3BYTE_BGR, i);
      }
    }
    FolderScan scan = scan();
    assertThat(scan.classNames()).containsExactly("\\xFF\\xFE", "caf\\xE9");
    var decoder = new ImageDecoder(8, Background.of("auto"));
    assertThat(scan.train()).allMatch(entry -> decodes(decoder, entry.file()));
    assertThat(PathNames.printable("a\nb\u001B[31m")).isEqualTo("a\\x0Ab\\x1B[31m");
  }

  @Test
  void accentsMayBeLettersOfTheirOwn() throws IOException {
    Files.createDirectories(named(root, "train"));
    for (String folder : List.of("train/ko\u0308ln", "train/b", "test/k\u00F6ln")) {
      String[] parts = folder.split("/");
      Path split = Files.createDirectories(root.resolve(parts[0]));
      Path inner = Files.createDirectories(named(split, parts[1]));
      Files.writeString(inner.resolve("1.jpg"), "x");
    }
    assertThat(scan().classNames()).containsExactly("b", "k\u00F6ln");
  }

  @Test
  void oneSummaryAccountsForEveryFile() throws IOException {
    for (int i = 0; i < 8; i++) {
      TestData.image(root.resolve("a/" + i + ".png"), "png", 9, 9, TYPE_3BYTE_BGR, 40 * i);
      TestData.image(root.resolve("b/" + i + ".png"), "png", 9, 9, TYPE_INT_ARGB, 40 * i);
    }
    byte[] whole = Files.readAllBytes(root.resolve("a/3.png"));
    Files.write(root.resolve("a/copy.png"), whole);
    Files.write(root.resolve("a/half.png"), Arrays.copyOf(whole, whole.length / 2));
    Files.createFile(root.resolve("a/zero.jpg"));
    Files.writeString(root.resolve("b/page.jpg"), "<html>not found</html>");
    Files.createDirectories(root.resolve("c"));
    Files.writeString(root.resolve("c/page.jpg"), "<html>not found</html>");
    file("notes.txt");
    files(".git/objects/", 6);
    List<String> told = new ArrayList<>();
    Progress listening = listening(told);
    var config = TestData.config("folder", root);
    DataSplits data = DataSets.open(config, TestData.environment(root), listening);
    assertThat(data.train().size() + data.test().size()).isEqualTo(17);
    assertThat(told.get(0)).isEqualTo(root + ": 28 files, 17 of them used");
    assertThat(told)
        .contains(
            "  not used, hidden or system file: 6 (.git 6)",
            "  not used, no image extension: 1 (txt 1)",
            "  not used, empty: 1 (a/zero.jpg)",
            "  not used, content is not an image: 2 (b/page.jpg, c/page.jpg)",
            "  not used, truncated: 1 (a/half.png)",
            "  classes: 3 (a 9, b 8, c 0)",
            "  classes without an image that is used: 1 (c)")
        .anyMatch(line -> line.contains("images with transparent parts: 8; background: white 8"))
        .anyMatch(line -> line.contains("images with the same pixels as another image"));
  }

  static Progress listening(List<String> told) {
    return new Progress() {
      @Override
      public Task start(String name, long total, Unit unit) {
        return NONE.start(name, total, unit);
      }

      @Override
      public void tell(List<String> lines) {
        told.addAll(lines);
      }
    };
  }

  @Test
  void copiesOnBothSidesAreSaidOfImagesThatAreNotKeptInMemory() throws IOException {
    for (int i = 0; i < 12; i++) {
      TestData.image(root.resolve(i + ".png"), "png", 9, 9, TYPE_3BYTE_BGR, 40);
    }
    List<String> told = new ArrayList<>();
    var config = TestData.config("folder", root, null, null, 16, OnUnreadable.SKIP, 0);
    DataSets.open(config, TestData.environment(root), listening(told));
    assertThat(told)
        .contains(
            "  images with the same pixels as another image: 11",
            "  held-out images that are also trained on: 3; scores on them are too high");
  }

  @Test
  void anEmptyResultSaysWhatThereIs() throws IOException {
    file("a.heic");
    file("b.txt");
    assertThatThrownBy(this::scan)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("unsupported image format: 1 (heic 1)")
        .hasMessageContaining("txt 1");
  }

  @Test
  void twelveBitsInSixteenAreScaledByTheWholeDataSet() throws IOException {
    for (int i = 0; i < 8; i++) {
      var image =
          new java.awt.image.BufferedImage(8, 8, java.awt.image.BufferedImage.TYPE_USHORT_GRAY);
      for (int p = 0; p < 64; p++) {
        image.getRaster().getDataBuffer().setElem(p, 500 * i);
      }
      Path file = root.resolve(i + ".png");
      assertThat(javax.imageio.ImageIO.write(image, "png", file.toFile())).isTrue();
    }
    DataSplits data =
        DataSets.open(TestData.config("folder", root), TestData.environment(root), Progress.NONE);
    byte[] pixels = new byte[data.train().imageBytes()];
    int brightest = 0;
    for (ImageSet split : List.of(data.train(), data.test())) {
      for (int i = 0; i < split.size(); i++) {
        split.read(i, pixels, 0);
        brightest = Math.max(brightest, pixels[0] & 0xFF);
      }
    }
    assertThat(brightest).isEqualTo(Math.round(3500 * 255f / 4095));
  }
}

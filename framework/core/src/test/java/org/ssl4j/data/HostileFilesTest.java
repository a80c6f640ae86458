package org.ssl4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.ssl4j.error.DataException;
import org.ssl4j.fuzz.MemoryBound;
import org.ssl4j.fuzz.Mutations;
import org.ssl4j.storage.DurableFiles;

/** Images and archives from anywhere are read or refused; nothing is written outside. */
class HostileFilesTest {

  private static final int SIDE = 16;
  private static final String FOLDER = "data";
  private static final long MOST_UNPACKED = 1 << 20;

  private static Path directory;
  private static List<byte[]> images;

  @BeforeContainer
  static void create() throws IOException {
    System.setProperty("java.awt.headless", "true");
    directory = Files.createTempDirectory("hostile");
    images = seeds(directory);
  }

  /** Small images of every format that is read. */
  static List<byte[]> seeds(Path directory) throws IOException {
    List<byte[]> images = new ArrayList<>();
    for (String format : List.of("png", "jpg", "bmp", "gif", "tiff")) {
      var file =
          TestData.image(
              directory.resolve("seed." + format),
              format,
              19,
              17,
              BufferedImage.TYPE_3BYTE_BGR,
              0x8040C0);
      images.add(Files.readAllBytes(file.toPath()));
    }
    var transparent =
        TestData.image(
            directory.resolve("t.png"), "png", 19, 17, BufferedImage.TYPE_INT_ARGB, 0x40C02080);
    images.add(Files.readAllBytes(transparent.toPath()));
    images.add("P6 19 17 255\n".repeat(90).getBytes(StandardCharsets.US_ASCII));
    images.add(ImageDecoderTest.webp(ImageDecoderTest.clipArt(BufferedImage.TYPE_INT_ARGB)));
    images.add(ImageDecoderTest.animated(images.get(images.size() - 1)));
    return images;
  }

  @AfterContainer
  static void delete() throws IOException {
    MemoryBound.check();
    DurableFiles.deleteRecursively(directory);
  }

  @Provide
  Arbitrary<byte[]> images() {
    return Mutations.of(images);
  }

  @Provide
  Arbitrary<byte[]> tars() throws IOException {
    return Mutations.of(List.of(tar("data/one.bin"), tar("../escape.bin"), tar("/data/abs.bin")));
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void anImageIsDecodedOrRefused(@ForAll("images") byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("fuzz.png"), bytes);
    try {
      byte[] planes = TestData.decode(file.toFile(), SIDE);
      assertThat(planes).hasSize(ImageSet.CHANNELS * SIDE * SIDE);
    } catch (UnreadableImageException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void anArchiveIsUnpackedIntoItsFolderOrRefused(@ForAll("tars") byte[] tar) throws IOException {
    Path root = Files.createDirectories(directory.resolve("archives/root"));
    Path archive = Files.write(directory.resolve("archives/fuzz.tar.gz"), gzip(tar));
    var source =
        new ArchiveSource(
            URI.create("http://localhost/fuzz.tar.gz"),
            "0".repeat(32),
            "fuzz.tar.gz",
            FOLDER,
            MOST_UNPACKED,
            MOST_UNPACKED);
    try {
      new ArchiveUnpacker(source, Progress.NONE).unpack(archive, root);
    } catch (DataException e) {
      assertThat(e.getMessage()).isNotBlank();
    } catch (IOException e) {
      // What the archive's reader finds damaged; the fetcher makes a sentence of it.
      assertThat(e.getMessage()).isNotBlank();
    }
    try (var left = Files.list(root)) {
      assertThat(left).allMatch(path -> path.endsWith(FOLDER));
    }
    try (var beside = Files.list(root.getParent())) {
      assertThat(beside).containsExactlyInAnyOrder(root, archive);
    }
    DurableFiles.deleteRecursively(root.resolve(FOLDER));
  }

  static byte[] tar(String name) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      byte[] content = "content of a file".getBytes(StandardCharsets.US_ASCII);
      for (String entryName : List.of("data/zero.bin", name)) {
        var entry = new TarArchiveEntry(entryName, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }
}

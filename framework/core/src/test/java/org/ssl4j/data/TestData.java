package org.ssl4j.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.ssl4j.config.DataConfig;
import org.ssl4j.config.DataSettings;

/** Files and configurations that the tests of this package share. */
final class TestData {
  static final int RECORD = 3073;

  private TestData() {}

  static DataConfig config(String dataset, Path root) {
    return config(dataset, root, null, null, 16, DataConfig.OnUnreadable.SKIP, 256);
  }

  static DataConfig config(
      String dataset,
      Path root,
      Integer trainLimit,
      Integer testLimit,
      int side,
      DataConfig.OnUnreadable unreadable,
      int cacheMegabytes) {
    String text = root == null ? null : root.toString();
    return new DataConfig(
        dataset,
        dataset.equals("folder") ? new FolderProvider.Settings() : new DataSettings.None(),
        text,
        trainLimit,
        testLimit,
        side,
        0.25,
        unreadable,
        "auto",
        "auto",
        cacheMegabytes,
        2,
        1,
        1);
  }

  static DataEnvironment environment(Path home) {
    return new DataEnvironment(Map.of(), home);
  }

  /** All six files at full size; they are sparse, so they cost no disk. */
  static Path cifar10(Path root) throws IOException {
    Path folder = Files.createDirectories(root.resolve(Cifar10.FOLDER));
    for (String name :
        List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin")) {
      try (var file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
        file.setLength(10_000L * RECORD);
      }
    }
    return folder;
  }

  static void write(Path file, long position, int... bytes) throws IOException {
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(position);
      for (int b : bytes) {
        out.write(b);
      }
    }
  }

  /** An image of one colour. */
  static File image(Path file, String format, int width, int height, int type, int rgb)
      throws IOException {
    Files.createDirectories(file.getParent());
    var image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    var bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IOException("no writer for " + format);
    }
    // A path whose name is not in the locale's characters cannot be a File.
    Files.write(file, bytes.toByteArray());
    return file.toFile();
  }

  /** As the pass over a folder does, with 16-bit pixels of full range. */
  static byte[] decode(File file, int side) throws UnreadableImageException {
    return new ImageDecoder(side, Background.of("auto")).decode(file.toPath(), 16).planes();
  }

  static int[] pixel(byte[] chw, int side, int x, int y) {
    int plane = side * side;
    int i = y * side + x;
    return new int[] {chw[i] & 0xFF, chw[plane + i] & 0xFF, chw[2 * plane + i] & 0xFF};
  }
}

package org.ssl4j.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ssl4j.error.DataException;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * CIFAR-10 (Krizhevsky, 2009) from its binary files.
 *
 * <p>Each file holds 10,000 records of one label byte and 3,072 pixel bytes: the R, G and B planes
 * of 32 rows. Training images are {@code data_batch_1.bin} to {@code data_batch_5.bin} in this
 * order, so the first 10,000 are {@code data_batch_1}; {@code test_batch.bin} is only ever the test
 * split.
 */
final class Cifar10 {

  /** Name of the folder below the data directory. */
  public static final String FOLDER = "cifar-10-batches-bin";

  /** Class names in label order, as in the data set's {@code batches.meta.txt}. */
  public static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final double[] MEAN = {0.4914, 0.4822, 0.4465};
  private static final double[] STD = {0.2470, 0.2435, 0.2616};
  static final int SIDE = 32;
  private static final int IMAGE_BYTES = ImageSet.CHANNELS * SIDE * SIDE;
  private static final int RECORD_BYTES = 1 + IMAGE_BYTES;
  private static final int RECORDS_PER_FILE = 10_000;
  private static final List<String> TRAIN_FILES =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");
  private static final List<String> TEST_FILES = List.of("test_batch.bin");

  /** Training images of the whole set. */
  static final int TRAIN_SIZE = TRAIN_FILES.size() * RECORDS_PER_FILE;

  /** Test images of the whole set. */
  static final int TEST_SIZE = TEST_FILES.size() * RECORDS_PER_FILE;

  private Cifar10() {}

  /**
   * Reads both splits; files that the limits leave out are not opened.
   *
   * @param root directory that holds {@code cifar-10-batches-bin}
   * @param trainLimit use the first so many training images; null for 50,000
   * @param testLimit use the first so many test images; null for 10,000
   * @throws DataException if a file is missing, has the wrong size or holds a label above 9, or if
   *     a limit exceeds the split
   */
  public static DataSplits read(Path root, Integer trainLimit, Integer testLimit) {
    Path folder = root.resolve(FOLDER);
    return new DataSplits(
        split("train", folder, TRAIN_FILES, trainLimit),
        split("test", folder, TEST_FILES, testLimit),
        MEAN.clone(),
        STD.clone());
  }

  /**
   * Checks that all six files are there and have the right size.
   *
   * @throws DataException that names the first one that is not
   */
  static void check(Path folder) {
    TRAIN_FILES.forEach(file -> checkSize(folder.resolve(file)));
    TEST_FILES.forEach(file -> checkSize(folder.resolve(file)));
  }

  private static ImageSet split(String split, Path folder, List<String> files, Integer limit) {
    int available = files.size() * RECORDS_PER_FILE;
    int size = Limits.apply(split, limit, available, "cifar10");
    var images = new ByteImages.Builder("cifar10/" + split, size, SIDE, SIDE, CLASS_NAMES);
    for (int first = 0; first < size; first += RECORDS_PER_FILE) {
      Path file = folder.resolve(files.get(first / RECORDS_PER_FILE));
      checkSize(file);
      readRecords(file, images, first, Math.min(size, first + RECORDS_PER_FILE));
    }
    return images.build();
  }

  private static void checkSize(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          Text.of(
              "%s is missing; delete its folder and run 'ssl4j data fetch', or put the file there.",
              file.toAbsolutePath()));
    }
    long expected = (long) RECORDS_PER_FILE * RECORD_BYTES;
    try {
      long found = Files.size(file);
      if (found != expected) {
        throw new DataException(
            Text.of(
                "%s has %d bytes instead of %d, so it is truncated or not a CIFAR-10 binary file; delete its folder and run 'ssl4j data fetch'.",
                file.toAbsolutePath(), found, expected));
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static void readRecords(Path file, ByteImages.Builder images, int from, int to) {
    byte[] header = new byte[1];
    try (InputStream in = Files.newInputStream(file);
        InputStream buffered = new BufferedInputStream(in, 64 * RECORD_BYTES)) {
      for (int i = from; i < to; i++) {
        int read = buffered.readNBytes(header, 0, 1);
        read += buffered.readNBytes(images.block(i), images.offset(i), IMAGE_BYTES);
        if (read != RECORD_BYTES) {
          throw new DataException(
              Text.of(
                  "%s ended while record %d was read; make sure that nothing else writes to it.",
                  file.toAbsolutePath(), i - from));
        }
        int label = header[0] & 0xFF;
        if (label >= CLASS_NAMES.size()) {
          throw new DataException(
              Text.of(
                  "%s holds the label %d in record %d where 0 to 9 are allowed, so it is not a CIFAR-10 binary file; delete its folder and run 'ssl4j data fetch'.",
                  file.toAbsolutePath(), label, i - from));
        }
        images.label(i, label);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static DataException unreadable(Path file, IOException e) {
    return new DataException(
        Text.of(
            "%s cannot be read (%s); check its permissions and the disk.",
            file.toAbsolutePath(), DurableFiles.reason(e)),
        e);
  }
}

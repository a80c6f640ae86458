package org.ssl4j.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.storage.Sha256;
import org.ssl4j.text.Text;

/**
 * Finds held-out images that are also trained on: a copied test folder, or copies of a file that
 * the random split put on both sides. Scores on such images promise too much.
 */
public final class SharedImages {

  private SharedImages() {}

  /**
   * Compares the pixels of all images that are in memory; sets that are decoded when used are only
   * compared as a whole, by their fingerprints.
   *
   * @return a sentence, if there are any
   */
  public static Optional<String> warning(ImageSet train, ImageSet test) {
    boolean equal = train.size() == test.size() && train.fingerprint().equals(test.fingerprint());
    if (equal) {
      return Optional.of(
          Text.of(
              "%s and %s hold the same %d images, so every score will be measured on training images; hold out other images",
              train.name(), test.name(), train.size()));
    }
    if (train.bytesInMemory() == 0 || test.bytesInMemory() == 0) {
      return Optional.empty();
    }
    Set<ByteBuffer> trained = new HashSet<>();
    byte[] pixels = new byte[train.imageBytes()];
    for (int i = 0; i < train.size(); i++) {
      trained.add(key(train, i, pixels));
    }
    int shared = 0;
    for (int i = 0; i < test.size(); i++) {
      if (trained.contains(key(test, i, pixels))) {
        shared++;
      }
    }
    return shared == 0
        ? Optional.empty()
        : Optional.of(
            Text.of(
                "%d of the %d images of %s have the same pixels as images of %s, so scores on them are too high; remove the copies",
                shared, test.size(), test.name(), train.name()));
  }

  private static ByteBuffer key(ImageSet images, int index, byte[] pixels) {
    StopPoint.check();
    images.read(index, pixels, 0);
    MessageDigest digest = Sha256.digest();
    digest.update(pixels);
    return ByteBuffer.wrap(digest.digest());
  }
}

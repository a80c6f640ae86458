package org.ssl4j.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.storage.Sha256;

/**
 * Fingerprints of image sets: SHA-256 over, for each image in order, the SHA-256 of its pixels and
 * its label as four big-endian bytes. Hashing each image by itself lets a folder be hashed while it
 * is decoded, in any order, and still agree with the same images held in memory.
 */
final class Fingerprints {
  private static final int ENTRY_BYTES = 32 + Integer.BYTES;

  private final byte[] entries;

  Fingerprints(int images) {
    entries = new byte[Math.multiplyExact(images, ENTRY_BYTES)];
  }

  static String of(ImageSet images) {
    var fingerprints = new Fingerprints(images.size());
    byte[] pixels = new byte[images.imageBytes()];
    for (int i = 0; i < images.size(); i++) {
      StopPoint.check();
      images.read(i, pixels, 0);
      fingerprints.put(i, pixels, 0, pixels.length, images.label(i));
    }
    return fingerprints.hex();
  }

  /** Records one image; distinct indices may be put by distinct threads. */
  void put(int index, byte[] pixels, int offset, int length, int label) {
    MessageDigest digest = Sha256.digest();
    digest.update(pixels, offset, length);
    ByteBuffer.wrap(entries, index * ENTRY_BYTES, ENTRY_BYTES).put(digest.digest()).putInt(label);
  }

  /** The first bytes of the sum of an image's pixels: equal pixels have equal ones. */
  long pixels(int index) {
    return ByteBuffer.wrap(entries, index * ENTRY_BYTES, Long.BYTES).getLong();
  }

  String hex() {
    MessageDigest digest = Sha256.digest();
    digest.update(entries);
    return Sha256.hex(digest);
  }

  /** The fingerprint of some of the images only. */
  String hex(int[] kept) {
    MessageDigest digest = Sha256.digest();
    for (int index : kept) {
      digest.update(entries, index * ENTRY_BYTES, ENTRY_BYTES);
    }
    return Sha256.hex(digest);
  }
}

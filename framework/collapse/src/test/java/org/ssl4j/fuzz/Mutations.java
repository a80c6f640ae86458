package org.ssl4j.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Changes good files as an attacker or a bad disk would: other bits and bytes, lengths that lie,
 * parts cut out, doubled, moved or taken from another file.
 */
public final class Mutations {

  private static final int MOST_CHANGES = 6;
  private static final int LONGEST_PART = 64;
  private static final long[] LENGTHS = {
    -1,
    0,
    1,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private Mutations() {}

  /** One of the files with up to six changes. */
  public static Arbitrary<byte[]> of(List<byte[]> files) {
    return Combinators.combine(
            Arbitraries.integers().between(0, files.size() - 1),
            Arbitraries.integers().between(1, MOST_CHANGES),
            Arbitraries.longs())
        .as((file, changes, seed) -> changed(files, file, changes, new Random(seed)));
  }

  /** One of the files with up to six changes, all of them chosen by {@code random}. */
  public static byte[] of(List<byte[]> files, Random random) {
    return changed(files, random.nextInt(files.size()), 1 + random.nextInt(MOST_CHANGES), random);
  }

  private static byte[] changed(List<byte[]> files, int file, int changes, Random random) {
    byte[] bytes = files.get(file);
    for (int i = 0; i < changes; i++) {
      bytes = change(bytes, files.get(random.nextInt(files.size())), random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, byte[] other, Random random) {
    if (bytes.length == 0) {
      return other.clone();
    }
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(LONGEST_PART, bytes.length - at));
    byte[] changed = bytes.clone();
    switch (random.nextInt(9)) {
      case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed[at] = (byte) random.nextInt();
      case 2 -> lie(changed, at, random);
      case 3 -> changed = java.util.Arrays.copyOf(bytes, at);
      case 4 -> changed = splice(bytes, at, length, new byte[0]);
      case 5 ->
          changed = splice(bytes, at, 0, java.util.Arrays.copyOfRange(bytes, at, at + length));
      case 6 -> {
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        int to = Math.min(other.length, from + LONGEST_PART);
        changed = splice(bytes, at, length, java.util.Arrays.copyOfRange(other, from, to));
      }
      case 7 -> {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        changed = splice(bytes, at, length, noise);
      }
      default -> changed = digits(bytes, random);
    }
    return changed;
  }

  /** A length field of 1, 2, 4 or 8 bytes, either way round. */
  private static void lie(byte[] bytes, int at, Random random) {
    int width = 1 << random.nextInt(4);
    byte[] number =
        ByteBuffer.allocate(Long.BYTES).putLong(LENGTHS[random.nextInt(LENGTHS.length)]).array();
    boolean bigEndian = random.nextBoolean();
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = bigEndian ? number[Long.BYTES - width + i] : number[Long.BYTES - 1 - i];
    }
  }

  /** Another number where the text has one. */
  private static byte[] digits(byte[] bytes, Random random) {
    int start = random.nextInt(bytes.length);
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] >= '0' && bytes[i] <= '9') {
        int end = i;
        while (end < bytes.length && bytes[end] >= '0' && bytes[end] <= '9') {
          end++;
        }
        String number =
            random.nextInt(4) == 0
                ? "9".repeat(1 + random.nextInt(30))
                : String.valueOf(LENGTHS[random.nextInt(LENGTHS.length)]);
        return splice(bytes, i, end - i, number.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int at, int removed, byte[] inserted) {
    byte[] result = new byte[bytes.length - removed + inserted.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(inserted, 0, result, at, inserted.length);
    System.arraycopy(
        bytes, at + removed, result, at + inserted.length, bytes.length - at - removed);
    return result;
  }
}

package org.ssl4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.DataConfig;
import org.ssl4j.data.FolderScan.Entry;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * The pass over all files of a split that decodes them and finds the unreadable ones. Images with
 * 16-bit pixels come a second time, when it is known how many of their bits are in use.
 */
final class FolderOpening {
  private static final Logger LOG = LoggerFactory.getLogger(FolderOpening.class);
  private static final int FEWEST_IMAGES = 2;

  private final String split;
  private final List<Entry> entries;
  private final List<String> classNames;
  private final DataConfig config;
  private final FileAccount account;
  private final ImageDecoder decoder;
  private final ByteImages.Builder cache;
  private final Fingerprints fingerprints;
  private final int configuredBits;
  private final int[] maxima;
  private final byte[] deferred;
  private final Map<String, Long> formats = new TreeMap<>();
  private final Map<Background.Kind, Long> backgrounds = new TreeMap<>();
  private final ConcurrentSkipListMap<Integer, UnreadableImageException> unreadable =
      new ConcurrentSkipListMap<>();

  FolderOpening(
      String split,
      List<Entry> entries,
      List<String> classNames,
      DataConfig config,
      boolean cached,
      FileAccount account) {
    this.split = split;
    this.entries = entries;
    this.classNames = classNames;
    this.config = config;
    this.account = account;
    int side = config.imageSize();
    decoder = new ImageDecoder(side, Background.of(config.background()));
    cache =
        cached
            ? new ByteImages.Builder("folder/" + split, entries.size(), side, side, classNames)
            : null;
    fingerprints = new Fingerprints(entries.size());
    configuredBits =
        config.bitDepth().equals(DataConfig.AUTO)
            ? ImageDecoder.UNKNOWN_BITS
            : Integer.parseInt(config.bitDepth());
    maxima = new int[entries.size()];
    Arrays.fill(maxima, -1);
    deferred = new byte[entries.size()];
  }

  /** Decodes every file but those whose 16-bit pixels have to wait. */
  void decode(Progress progress) {
    try (Progress.Task task =
        progress.start("decoding " + split, entries.size(), Progress.Unit.IMAGES)) {
      Parallel.forEach(entries.size(), i -> take(i, configuredBits), task::advanceTo);
    }
  }

  /** Decodes those that waited. */
  void decodeDeferred(int bits, Progress progress) {
    int[] waiting = IntStream.range(0, deferred.length).filter(i -> deferred[i] != 0).toArray();
    if (waiting.length == 0) {
      return;
    }
    try (Progress.Task task =
        progress.start("scaling " + split, waiting.length, Progress.Unit.IMAGES)) {
      Parallel.forEach(waiting.length, i -> take(waiting[i], bits), task::advanceTo);
    }
  }

  private void take(int index, int bits) {
    Entry entry = entries.get(index);
    try {
      ImageDecoder.Decoded decoded = decoder.decode(entry.file(), bits);
      maxima[index] = decoded.maximum();
      deferred[index] = (byte) (decoded.planes() == null ? 1 : 0);
      if (decoded.planes() != null) {
        keep(index, decoded, FolderImages.labelOf(entry, classNames));
      }
    } catch (UnreadableImageException e) {
      unreadable.put(index, e);
      deferred[index] = 0;
    }
  }

  private void keep(int index, ImageDecoder.Decoded decoded, int label) {
    byte[] pixels = decoded.planes();
    fingerprints.put(index, pixels, 0, pixels.length, label);
    if (cache != null) {
      System.arraycopy(pixels, 0, cache.block(index), cache.offset(index), pixels.length);
      cache.label(index, label);
    }
    synchronized (this) {
      formats.merge(decoded.format().text(), 1L, Long::sum);
      decoded.background().ifPresent(kind -> backgrounds.merge(kind, 1L, Long::sum));
    }
  }

  /**
   * The images that could be read.
   *
   * @throws DataException if they are too few, or one is unreadable and that is to be fatal
   */
  ImageSet finish(Path root, int bits) {
    report(root);
    int[] readable = readable();
    if (readable.length < FEWEST_IMAGES) {
      throw new DataException(
          Text.of(
              "%s has %d usable %s images, but at least %d are needed; add images or change data.testFraction.%s",
              PathNames.printable(root),
              readable.length,
              split,
              FEWEST_IMAGES,
              account.count() == 0 ? "" : " Not used: " + String.join("; ", account.lines())));
    }
    String fingerprint = fingerprints.hex(readable);
    if (cache != null) {
      List<String> names =
          IntStream.of(readable)
              .mapToObj(i -> PathNames.printable(entries.get(i).relative()))
              .toList();
      return cache.build(readable, names, fingerprint);
    }
    List<Entry> kept = new ArrayList<>(readable.length);
    for (int i : readable) {
      kept.add(entries.get(i));
    }
    return new FolderImages("folder/" + split, config, kept, classNames, bits, fingerprint);
  }

  private int[] readable() {
    return IntStream.range(0, entries.size()).filter(i -> !unreadable.containsKey(i)).toArray();
  }

  private void report(Path root) {
    if (unreadable.isEmpty()) {
      return;
    }
    if (config.unreadable() == DataConfig.OnUnreadable.FAIL) {
      var first = unreadable.firstEntry();
      throw new DataException(
          Text.of(
              "%s/%s is unreadable: %s (%d of %d %s files are); repair or remove it, or set data.unreadable: skip.",
              PathNames.printable(root),
              PathNames.printable(entries.get(first.getKey()).relative()),
              first.getValue().getMessage(),
              unreadable.size(),
              entries.size(),
              split),
          first.getValue());
    }
    unreadable.forEach(
        (index, why) -> {
          String file = entries.get(index).relative();
          LOG.info("skipping {}: {}", PathNames.printable(file), why.getMessage());
          account.add(why.reason(), file);
        });
  }

  /** The largest value of each image with 16-bit pixels. */
  IntStream maxima() {
    return Arrays.stream(maxima).filter(maximum -> maximum >= 0);
  }

  long images() {
    return (long) entries.size() - unreadable.size();
  }

  Map<String, Long> formats() {
    return formats;
  }

  Map<Background.Kind, Long> backgrounds() {
    return backgrounds;
  }

  /** A number for the pixels of each image that could be read; equal pixels have equal ones. */
  LongStream pixelSums() {
    return Arrays.stream(readable()).mapToLong(fingerprints::pixels);
  }

  /** How many images of each class could be read. */
  Map<String, Long> classCounts() {
    Map<String, Long> counts = new TreeMap<>();
    for (int i : readable()) {
      counts.merge(entries.get(i).folder(), 1L, Long::sum);
    }
    return counts;
  }
}

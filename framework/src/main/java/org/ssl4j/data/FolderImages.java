package org.ssl4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.DataConfig;
import org.ssl4j.data.FolderScan.Entry;
import org.ssl4j.data.ImageDecoder.UnreadableImageException;
import org.ssl4j.text.Text;

/**
 * A user's own images: JPEG, PNG and BMP files of any size, colour or gray, decoded through
 * DataVec, scaled so that the short side is {@code data.imageSize}, and cut to the centre square.
 *
 * <p>Opening decodes every file once: unreadable ones are found before training, not during it. The
 * pixels are kept when they fit {@code data.cacheMegabytes}; otherwise every use decodes again. How
 * splits and classes are found is told at {@link FolderScan}. A limit takes images spread over all
 * folders, the same ones each time, because the first of a sorted list would all be of one class.
 */
final class FolderImages implements ImageSet {
  private static final Logger LOG = LoggerFactory.getLogger(FolderImages.class);
  private static final int FEWEST_IMAGES = 2;

  private final String name;
  private final int side;
  private final List<Entry> entries;
  private final List<String> classNames;
  private final ImageDecoder decoder;
  private final String fingerprint;

  private FolderImages(
      String name, int side, List<Entry> entries, List<String> classNames, String fingerprint) {
    this.name = name;
    this.side = side;
    this.entries = List.copyOf(entries);
    this.classNames = classNames;
    this.fingerprint = fingerprint;
    decoder = new ImageDecoder(side);
  }

  /**
   * Opens both splits of a directory.
   *
   * @throws DataException if the directory holds too few images, a limit exceeds them, or a file is
   *     unreadable and {@code data.unreadable} is {@code fail}
   */
  static DataSplits open(Path root, DataConfig config, Progress progress) {
    return find(root, config).open(progress);
  }

  /**
   * Counts the images of both splits of a directory.
   *
   * @throws DataException if the directory holds no image or only half a split
   */
  static DataSource find(Path root, DataConfig config) {
    FolderScan scan = FolderScan.of(root, config.testFraction());
    return new DataSource(
        scan.train().size(),
        scan.test().size(),
        scan.holdOut(),
        progress -> open(root, scan, config, progress));
  }

  private static DataSplits open(Path root, FolderScan scan, DataConfig config, Progress progress) {
    List<Entry> train = limit("train", scan.train(), config.trainLimit(), root);
    List<Entry> test = limit("test", scan.test(), config.testLimit(), root);
    boolean cached =
        Caching.fits(
            (long) train.size() + test.size(), config.imageSize(), config.cacheMegabytes());
    ImageSet trainImages =
        new Opening("train", train, scan.classNames(), config, cached, progress).open(root);
    ImageSet testImages =
        new Opening("test", test, scan.classNames(), config, cached, progress).open(root);
    ChannelStatistics statistics = ChannelStatistics.of(trainImages);
    return new DataSplits(trainImages, testImages, statistics.mean(), statistics.std());
  }

  private static List<Entry> limit(String split, List<Entry> entries, Integer limit, Path root) {
    int size = Limits.apply(split, limit, entries.size(), root.toAbsolutePath().toString());
    return entries.stream()
        .sorted(Comparator.comparingLong(Entry::spread))
        .limit(size)
        .sorted(Comparator.comparing(Entry::relative))
        .toList();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public int height() {
    return side;
  }

  @Override
  public int width() {
    return side;
  }

  @Override
  public int label(int index) {
    return labelOf(entries.get(index), classNames);
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public void read(int index, byte[] target, int offset) {
    Entry entry = entries.get(index);
    try {
      System.arraycopy(decoder.decode(entry.file().toFile()), 0, target, offset, imageBytes());
    } catch (UnreadableImageException e) {
      throw new DataException(
          Text.of(
              "%s could be read when the run began but no longer: %s; leave the images in place while a run lasts.",
              entry.file(), e.getMessage()),
          e);
    }
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  private static int labelOf(Entry entry, List<String> classNames) {
    return classNames.isEmpty() ? UNLABELLED : classNames.indexOf(entry.folder());
  }

  /** The pass over all files of a split that finds the unreadable ones. */
  private static final class Opening {
    private final String split;
    private final List<Entry> entries;
    private final List<String> classNames;
    private final DataConfig config;
    private final Progress progress;
    private final ByteImages.Builder cache;
    private final Fingerprints fingerprints;
    private final ConcurrentSkipListMap<Integer, UnreadableImageException> unreadable =
        new ConcurrentSkipListMap<>();

    Opening(
        String split,
        List<Entry> entries,
        List<String> classNames,
        DataConfig config,
        boolean cached,
        Progress progress) {
      this.split = split;
      this.entries = entries;
      this.classNames = classNames;
      this.config = config;
      this.progress = progress;
      int side = config.imageSize();
      cache =
          cached
              ? new ByteImages.Builder("folder/" + split, entries.size(), side, side, classNames)
              : null;
      fingerprints = new Fingerprints(entries.size());
    }

    ImageSet open(Path root) {
      var decoder = new ImageDecoder(config.imageSize());
      try (Progress.Task task =
          progress.start("decoding " + split, entries.size(), Progress.Unit.IMAGES)) {
        Parallel.forEach(entries.size(), i -> take(i, decoder), task::advanceTo);
      }
      report();
      int[] readable =
          IntStream.range(0, entries.size()).filter(i -> !unreadable.containsKey(i)).toArray();
      if (readable.length < FEWEST_IMAGES) {
        throw new DataException(
            Text.of(
                "%s has %d usable %s images where at least %d are needed; add images or change data.testFraction.",
                root.toAbsolutePath(), readable.length, split, FEWEST_IMAGES));
      }
      String fingerprint = fingerprints.hex(readable);
      if (cache != null) {
        return cache.build(readable, fingerprint);
      }
      List<Entry> kept = new ArrayList<>(readable.length);
      for (int i : readable) {
        kept.add(entries.get(i));
      }
      return new FolderImages("folder/" + split, config.imageSize(), kept, classNames, fingerprint);
    }

    private void take(int index, ImageDecoder decoder) {
      try {
        Entry entry = entries.get(index);
        byte[] pixels = decoder.decode(entry.file().toFile());
        int label = labelOf(entry, classNames);
        fingerprints.put(index, pixels, 0, pixels.length, label);
        if (cache != null) {
          System.arraycopy(pixels, 0, cache.block(index), cache.offset(index), pixels.length);
          cache.label(index, label);
        }
      } catch (UnreadableImageException e) {
        unreadable.put(index, e);
      }
    }

    private void report() {
      if (unreadable.isEmpty()) {
        return;
      }
      if (config.unreadable() == DataConfig.OnUnreadable.FAIL) {
        var first = unreadable.firstEntry();
        throw new DataException(
            Text.of(
                "%s is unreadable: %s (%d of %d %s files are); repair or remove it, or set data.unreadable: skip.",
                entries.get(first.getKey()).file().toAbsolutePath(),
                first.getValue().getMessage(),
                unreadable.size(),
                entries.size(),
                split),
            first.getValue());
      }
      unreadable.forEach(
          (index, why) -> LOG.warn("skipping {}: {}", entries.get(index).file(), why.getMessage()));
      LOG.warn("{} of {} {} files are unreadable", unreadable.size(), entries.size(), split);
    }
  }
}

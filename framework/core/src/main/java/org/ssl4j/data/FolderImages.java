package org.ssl4j.data;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.DataConfig;
import org.ssl4j.data.FolderScan.Entry;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * A user's own images: files of any size, colour or gray, scaled so that the short side is {@code
 * data.imageSize}, and cut to the centre square.
 *
 * <p>Opening decodes every file once: unreadable ones are found before training, not during it. The
 * pixels are kept when they fit {@code data.cacheMegabytes}; otherwise every use decodes again. How
 * splits and classes are found is told at {@link FolderScan}. A limit takes images spread over all
 * folders, the same ones each time, because the first of a sorted list would all be of one class.
 */
final class FolderImages implements ImageSet {
  private static final Logger LOG = LoggerFactory.getLogger(FolderImages.class);

  private final String name;
  private final int side;
  private final List<Entry> entries;
  private final List<String> classNames;
  private final ImageDecoder decoder;
  private final int bits;
  private final String fingerprint;

  /**
   * @param entries those that can be decoded
   * @param bits of 16-bit pixels that are in use
   */
  FolderImages(
      String name,
      DataConfig config,
      List<Entry> entries,
      List<String> classNames,
      int bits,
      String fingerprint) {
    this.name = name;
    this.side = config.imageSize();
    this.entries = List.copyOf(entries);
    this.classNames = classNames;
    this.bits = bits;
    this.fingerprint = fingerprint;
    decoder = new ImageDecoder(side, Background.of(config.background()));
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
    var source =
        DataSource.of(
            scan.train().size(),
            scan.test().size(),
            progress -> open(root, scan, config, progress));
    return scan.holdOut() == null ? source : source.withHoldOut(scan.holdOut());
  }

  private static DataSplits open(Path root, FolderScan scan, DataConfig config, Progress progress) {
    var account = new FileAccount(scan.account());
    List<Entry> train = limit("train", scan.train(), config.trainLimit(), root, account);
    List<Entry> test = limit("test", scan.test(), config.testLimit(), root, account);
    boolean cached =
        Caching.fits(
            (long) train.size() + test.size(), config.imageSize(), config.cacheMegabytes());
    long messages = LibraryMessages.count();
    var openTrain = new FolderOpening("train", train, scan.classNames(), config, cached, account);
    var openTest = new FolderOpening("test", test, scan.classNames(), config, cached, account);
    openTrain.decode(progress);
    openTest.decode(progress);
    var depth = BitDepth.of(config.bitDepth(), openTrain, openTest);
    openTrain.decodeDeferred(depth.bits(), progress);
    openTest.decodeDeferred(depth.bits(), progress);
    ImageSet trainImages = openTrain.finish(root, depth.bits());
    ImageSet testImages = openTest.finish(root, depth.bits());
    DataSplits splits = DataSplits.measured(trainImages, testImages);
    List<String> summary =
        new FolderSummary(root, scan, account, openTrain, openTest, cached)
            .lines(depth, LibraryMessages.count() - messages);
    summary.forEach(line -> LOG.info("{}", line));
    progress.tell(summary);
    return splits;
  }

  private static List<Entry> limit(
      String split, List<Entry> entries, Integer limit, Path root, FileAccount account) {
    int size = Limits.apply(split, limit, entries.size(), PathNames.printable(root));
    List<Entry> spread = entries.stream().sorted(Comparator.comparingLong(Entry::spread)).toList();
    spread.stream().skip(size).forEach(left -> account.add(Leftover.LIMIT, left.relative()));
    return spread.stream().limit(size).sorted(Comparator.comparing(Entry::relative)).toList();
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
  public Optional<String> imageName(int index) {
    return Optional.of(PathNames.printable(entries.get(index).relative()));
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public void read(int index, byte[] target, int offset) {
    Entry entry = entries.get(index);
    try {
      System.arraycopy(
          decoder.decode(entry.file(), bits).planes(), 0, target, offset, imageBytes());
    } catch (UnreadableImageException e) {
      throw new DataException(
          Text.of(
              "%s was readable when the run began but is not any more: %s; do not change the images during a run.",
              PathNames.printable(entry.relative()), e.getMessage()),
          e);
    }
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  static int labelOf(Entry entry, List<String> classNames) {
    return classNames.isEmpty() ? UNLABELLED : classNames.indexOf(entry.folder());
  }
}

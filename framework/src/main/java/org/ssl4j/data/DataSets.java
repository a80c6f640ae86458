package org.ssl4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.DataConfig;
import org.ssl4j.text.Text;

/** From the {@code data:} section to images: the entry point of this package. */
public final class DataSets {
  private static final Logger LOG = LoggerFactory.getLogger(DataSets.class);

  private DataSets() {}

  /**
   * Opens both splits of the configured data set; CIFAR-10 is downloaded when absent.
   *
   * <p>Mean and standard deviation are CIFAR-10's published ones, and for the others those measured
   * on the training images.
   *
   * @throws DataException if the data cannot be had or read, or a limit exceeds it
   */
  public static DataSplits open(DataConfig config, DataEnvironment environment, Progress progress) {
    return find(config, environment).open(progress);
  }

  /**
   * Counts the images of the configured data set and reads none; downloads nothing.
   *
   * @throws DataException if there is no such directory, or no image in it
   */
  public static DataSource find(DataConfig config, DataEnvironment environment) {
    return find(config, environment, ArchiveSource.CIFAR10);
  }

  static DataSource find(DataConfig config, DataEnvironment environment, ArchiveSource cifar10) {
    return switch (config.dataset()) {
      case "cifar10" ->
          new DataSource(
              Cifar10.TRAIN_SIZE,
              Cifar10.TEST_SIZE,
              null,
              progress ->
                  Cifar10.read(
                      fetch(config.root(), environment, progress, cifar10).getParent(),
                      config.trainLimit(),
                      config.testLimit()));
      case "shapes" ->
          new DataSource(
              Shapes.trainSize(config.trainLimit()),
              Shapes.testSize(config.testLimit()),
              null,
              progress ->
                  Shapes.open(
                      config.imageSize(),
                      config.trainLimit(),
                      config.testLimit(),
                      config.cacheMegabytes()));
      case "folder" -> {
        if (config.root() == null) {
          throw new DataException(
              "data.dataset is folder but data.root is not set; set it to the directory of your images.");
        }
        yield FolderImages.find(environment.root(config.root()), config);
      }
      default ->
          throw new DataException(
              Text.of("data.dataset is '%s'; use cifar10, shapes or folder.", config.dataset()));
    };
  }

  /**
   * Puts the files of a data set on disk, if it is one that is downloaded.
   *
   * @param root directory of the data, or null for the default
   * @return the folder of the files
   * @throws DataException if they cannot be had, or the data set has no download
   */
  public static Path fetch(
      String dataset, String root, DataEnvironment environment, Progress progress) {
    if (!dataset.equals("cifar10")) {
      throw new DataException(
          Text.of("the data set '%s' has no download; only cifar10 has one.", dataset));
    }
    Path folder = fetch(root, environment, progress, ArchiveSource.CIFAR10);
    Cifar10.check(folder);
    return folder;
  }

  private static Path fetch(
      String configured, DataEnvironment environment, Progress progress, ArchiveSource source) {
    Path root = environment.root(configured).toAbsolutePath().normalize();
    if (root.endsWith(Cifar10.FOLDER) && Files.isDirectory(root)) {
      return root;
    }
    if (!Files.isDirectory(root.resolve(source.folder()))) {
      LOG.info("{} is not in {}, fetching it", source.folder(), root);
    }
    return new ArchiveFetcher(source, progress).fetch(root);
  }

  /** What {@code data info} tells; reads every image once for the fingerprints. */
  public static DataDescription describe(DataSplits splits) {
    return new DataDescription(
        DataDescription.Split.of(splits.train()),
        DataDescription.Split.of(splits.test()),
        splits.train().classNames().stream().map(PathNames::printable).toList(),
        splits.mean().clone(),
        splits.std().clone());
  }
}

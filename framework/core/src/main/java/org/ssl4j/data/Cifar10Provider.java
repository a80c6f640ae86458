package org.ssl4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.DataConfig;
import org.ssl4j.config.DataSettings;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.text.Text;

/** {@code data.dataset: cifar10}. */
public final class Cifar10Provider implements DataSourceProvider {
  private static final Logger LOG = LoggerFactory.getLogger(Cifar10Provider.class);

  /** Found by its service file. */
  public Cifar10Provider() {}

  /** It has none of its own. */
  record Settings() implements DataSettings {

    @Override
    public void check(DataConfig data) {
      if (data.imageSize() != Cifar10.SIDE) {
        throw new InvalidSettingException(
            "imageSize",
            Text.of(
                "is %d, but the images of cifar10 are always %d pixels wide; use views.size for larger views.",
                data.imageSize(), Cifar10.SIDE));
      }
    }
  }

  @Override
  public String name() {
    return "cifar10";
  }

  @Override
  public String summary() {
    return "CIFAR-10: 50,000 training and 10,000 test images of 32 x 32 pixels in ten classes (Krizhevsky 2009). They are read from `root`, and downloaded to it when absent.";
  }

  @Override
  public Class<? extends DataSettings> settingsType() {
    return Settings.class;
  }

  @Override
  public DataSource find(DataConfig config, DataEnvironment environment) {
    return DataSource.of(
            Cifar10.TRAIN_SIZE,
            Cifar10.TEST_SIZE,
            progress ->
                Cifar10.read(
                    files(config.root(), environment, progress).getParent(),
                    config.trainLimit(),
                    config.testLimit()))
        .withSplitsApart();
  }

  @Override
  public Optional<Path> fetch(String root, DataEnvironment environment, Progress progress) {
    Path folder = files(root, environment, progress);
    Cifar10.check(folder);
    return Optional.of(folder);
  }

  private static Path files(String configured, DataEnvironment environment, Progress progress) {
    ArchiveSource source = ArchiveSource.CIFAR10;
    Path root = environment.root(configured).toAbsolutePath().normalize();
    if (root.endsWith(Cifar10.FOLDER) && Files.isDirectory(root)) {
      return root;
    }
    if (!Files.isDirectory(root.resolve(source.folder()))) {
      LOG.info("{} is not in {}, fetching it", source.folder(), root);
    }
    return new ArchiveFetcher(source, progress).fetch(root);
  }
}

package org.ssl4j.data;

import org.ssl4j.config.DataConfig;
import org.ssl4j.config.DataSettings;
import org.ssl4j.config.InvalidSettingException;

/** {@code data.dataset: folder}. */
public final class FolderProvider implements DataSourceProvider {

  /** Found by its service file. */
  public FolderProvider() {}

  /** It has none of its own: other sources of image files share those that it reads. */
  record Settings() implements DataSettings {

    @Override
    public void check(DataConfig data) {
      if (data.root() == null) {
        throw new InvalidSettingException(
            "root", "is missing; for the data set folder it is the directory of images.");
      }
    }
  }

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public String summary() {
    return "Your own image files below `root`, scaled to `imageSize`. Their folders are the classes; `testFraction` of each class is held out, unless there are `train` and `test` folders. `unreadable`, `background`, `bitDepth` and `cacheMegabytes` say how files are read. docs/IMAGES.md has the details.";
  }

  @Override
  public Class<? extends DataSettings> settingsType() {
    return Settings.class;
  }

  @Override
  public DataSource find(DataConfig config, DataEnvironment environment) {
    return FolderImages.find(environment.root(config.root()), config);
  }
}

package org.ssl4j.run;

import java.nio.file.Path;

/** Where the recorded runs are: files of the checkout, which tests of all modules may read. */
public final class RecordedRun {

  private RecordedRun() {}

  /** The directory of a recorded run, seen from the directory of any module. */
  public static Path of(String name) {
    return Path.of("..", "..", "framework", "core", "src", "test", "resources", "recorded", name);
  }
}

package org.ssl4j.cli;

import java.nio.file.Path;

final class RunLog implements AutoCloseable {
  static RunLog attach(Path file) {
    return new RunLog();
  }

  @Override
  public void close() {}
}

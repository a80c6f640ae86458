package org.ssl4j.run;

import java.io.IOException;
import java.nio.file.Path;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * The disk refuses: it is full, read-only, forbidden or failing. What was there is untouched, and
 * the same may succeed later.
 */
public final class DiskException extends RunException {
  private static final long serialVersionUID = 1L;

  public DiskException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The usual sentence for a file that cannot be written. */
  public static DiskException cannotWrite(Path file, IOException cause) {
    return new DiskException(
        Text.of("cannot write %s (%s)", file, DurableFiles.reason(cause)), cause);
  }
}

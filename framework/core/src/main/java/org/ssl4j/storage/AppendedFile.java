package org.ssl4j.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A text file that lines are added to. What the disk refuses is kept in memory and written with the
 * next flush, from where the last whole write ended, so a line is never torn, lost or doubled. Not
 * for use by several threads.
 */
public final class AppendedFile {

  private final Path path;
  private final StringBuilder pending = new StringBuilder();

  /** Bytes of the file that are certainly whole lines. */
  private long end;

  /**
   * @param path a file of whole lines, or none yet
   */
  public AppendedFile(Path path) throws IOException {
    this.path = path;
    end = Files.exists(path) ? Files.size(path) : 0;
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** Adds a line, in memory until the next flush. */
  public void append(String line) {
    pending.append(line).append('\n');
  }

  /**
   * Writes what was added.
   *
   * @throws IOException if the disk refuses; nothing is lost then
   */
  public void flush() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    var bytes = ByteBuffer.wrap(pending.toString().getBytes(StandardCharsets.UTF_8));
    int length = bytes.remaining();
    try (var channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.position(end);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      // An earlier failure may have left more behind than this write covers.
      channel.truncate(end + length);
    }
    end += length;
    pending.setLength(0);
  }

  /** Writes what was added and waits until it is on the disk. */
  public void sync() throws IOException {
    flush();
    if (Files.exists(path)) {
      DurableFiles.force(path);
    }
  }
}

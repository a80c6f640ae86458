package org.ssl4j.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Keeps two processes from writing into one directory. The lock belongs to the process, not to the
 * file {@code .lock}: however its holder ends, the operating system frees it.
 */
public final class RunLock implements AutoCloseable {

  /** Name of the file in the directory. */
  public static final String NAME = ".lock";

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param directory exists
   * @param other what else may hold it, for the message
   * @throws RunException if it is held already
   */
  public static RunLock hold(Path directory, String other) {
    FileChannel channel = open(directory);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new RunLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      throw refused(directory, other, channel, e);
    } catch (IOException e) {
      throw unlockable(directory, channel, e);
    }
    throw refused(directory, other, channel, null);
  }

  /** Waits until no other process holds the lock of a directory, if that exists. */
  public static void awaitFree(Path directory) {
    if (!Files.isRegularFile(directory.resolve(NAME))) {
      return;
    }
    FileChannel channel = open(directory);
    try (channel) {
      channel.lock();
    } catch (IOException e) {
      throw unlockable(directory, channel, e);
    }
  }

  private static FileChannel open(Path directory) {
    try {
      return FileChannel.open(
          directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new RunException(
          Text.of("cannot write in %s (%s)", directory, DurableFiles.reason(e)), e);
    }
  }

  private static RunException refused(
      Path directory, String other, FileChannel channel, Exception cause) {
    close(channel);
    return new RunException(
        Text.of("%s is in use by %s; wait for it to end, or stop it", directory, other), cause);
  }

  private static RunException unlockable(Path directory, FileChannel channel, IOException cause) {
    close(channel);
    return new RunException(Text.of("cannot lock %s (%s)", directory, cause.getMessage()), cause);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(RunLock.class).debug("closing a lock failed", e);
    }
  }

  @Override
  public void close() {
    close(channel);
  }
}

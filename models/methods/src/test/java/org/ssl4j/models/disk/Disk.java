package org.ssl4j.models.disk;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides for each change of the file system whether the disk takes it, and remembers which files
 * were opened. Operations that change something are numbered from 1 in the order they come.
 */
public final class Disk {

  private final Set<Path> opened = Collections.synchronizedSet(new LinkedHashSet<>());
  private final List<String> refusals = new ArrayList<>();
  private long operations;
  private long firstRefused = Long.MAX_VALUE;
  private long lastRefused = Long.MAX_VALUE;

  /** Refuses every change from the nth to the mth, both counted from 1 from now on. */
  public synchronized void refuse(long first, long last) {
    operations = 0;
    firstRefused = first;
    lastRefused = last;
    refusals.clear();
  }

  /** Takes everything again. */
  public synchronized void mend() {
    firstRefused = Long.MAX_VALUE;
  }

  /** Changes asked for since the last call of {@link #refuse}. */
  public synchronized long operations() {
    return operations;
  }

  /** What was refused. */
  public synchronized List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** Files that were opened, to read or to write. */
  public Set<Path> opened() {
    synchronized (opened) {
      return Set.copyOf(opened);
    }
  }

  void open(Path path) {
    opened.add(path);
  }

  synchronized void change(String what, Path path) throws FileSystemException {
    operations++;
    if (operations >= firstRefused && operations <= lastRefused) {
      refusals.add(what + " " + path.getFileName());
      throw new FileSystemException(path.toString(), null, "No space left on device");
    }
  }

  /** Whether a write to an open file is refused, as {@link #change}; half of it has been made. */
  synchronized boolean refusesNext() {
    return operations + 1 >= firstRefused && operations + 1 <= lastRefused;
  }
}

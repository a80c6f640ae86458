package org.ssl4j.study;

import java.util.LinkedHashSet;
import java.util.Set;

/** Tells a study and its running processes to end. */
public final class StopSignal {

  private final Set<Runnable> actions = new LinkedHashSet<>();
  private boolean stopped;

  /** Asks everything to end; returns at once. */
  public void stop() {
    Set<Runnable> due;
    synchronized (this) {
      stopped = true;
      due = new LinkedHashSet<>(actions);
      actions.clear();
    }
    due.forEach(Runnable::run);
  }

  /** Whether it was given. */
  public synchronized boolean stopped() {
    return stopped;
  }

  /**
   * Runs an action when the signal is given; at once if it has been.
   *
   * @return undoes the registration
   */
  public Runnable onStop(Runnable action) {
    synchronized (this) {
      if (!stopped) {
        actions.add(action);
        return () -> forget(action);
      }
    }
    action.run();
    return () -> {};
  }

  private synchronized void forget(Runnable action) {
    actions.remove(action);
  }
}

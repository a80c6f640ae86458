package org.ssl4j.data;

import java.util.List;

/** How long-running data work tells the outside how far it is; the command line draws bars. */
@FunctionalInterface
public interface Progress {

  /** What a task counts. */
  enum Unit {
    BYTES,
    IMAGES
  }

  /** One running task; closed once, whether it succeeded or not. */
  interface Task extends AutoCloseable {

    /**
     * Units done so far, including those done before the task was started. Called by one thread.
     */
    void advanceTo(long done);

    @Override
    void close();
  }

  /** Shows nothing. */
  Progress NONE =
      (name, total, unit) ->
          new Task() {
            @Override
            public void advanceTo(long done) {}

            @Override
            public void close() {}
          };

  /**
   * A task begins.
   *
   * @param name what is done, e.g. {@code cifar-10-binary.tar.gz}
   * @param total units in the whole task; -1 when unknown
   * @param unit what is counted
   */
  Task start(String name, long total, Unit unit);

  /** What was found, one line each, for the user to read once. */
  default void tell(List<String> lines) {}
}

package org.ssl4j.dl4j;

import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/** The memory in which DL4J keeps what a pass computes, for the next pass. */
final class Workspaces {

  private Workspaces() {}

  /**
   * Gives the calling thread's workspaces back if they are large; none may be open. The next pass
   * makes them anew, which takes it the time of touching that much memory once more.
   *
   * @param bytes workspaces that together hold no more are kept
   */
  public static void releaseAbove(long bytes) {
    var manager = Nd4j.getWorkspaceManager();
    long held =
        manager.getAllWorkspacesForCurrentThread().stream()
            .mapToLong(MemoryWorkspace::getCurrentSize)
            .sum();
    if (held > bytes) {
      manager.destroyAllWorkspacesForCurrentThread();
    }
  }
}

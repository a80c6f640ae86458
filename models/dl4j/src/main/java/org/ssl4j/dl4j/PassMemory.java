package org.ssl4j.dl4j;

import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's workspace of activations, for all passes of a thread. It is entered once however many
 * passes are open, because ND4J cannot borrow from a workspace that has been entered twice; its
 * memory starts anew when the last of them is closed.
 */
final class PassMemory implements AutoCloseable {

  /**
   * DL4J's, but as large as what one pass needs: its own takes a few percent more, of gigabytes
   * that do not change from step to step.
   */
  static final WorkspaceConfiguration CONFIGURATION =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .build();

  private static final ThreadLocal<PassMemory> OF_THREAD = ThreadLocal.withInitial(PassMemory::new);

  private MemoryWorkspace workspace;
  private int users;

  private PassMemory() {}

  /**
   * Opens the calling thread's for one more pass.
   *
   * @param name as DL4J's graphs call it
   */
  static PassMemory open(String name) {
    var memory = OF_THREAD.get();
    if (memory.users == 0) {
      memory.workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, name);
    }
    memory.users++;
    return memory;
  }

  @Override
  public void close() {
    users--;
    if (users == 0) {
      workspace.close();
      workspace = null;
    }
  }
}

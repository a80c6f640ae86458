package org.ssl4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.factory.Nd4j;

/** Large workspaces go, small ones stay. */
class WorkspacesTest {

  private static final String NAME = "large";
  private static final int BYTES = 1 << 20;

  @Test
  void onlyWorkspacesAboveTheLimitAreReleased() {
    var manager = Nd4j.getWorkspaceManager();
    var configuration = WorkspaceConfiguration.builder().initialSize(BYTES).build();
    try (var workspace = manager.getAndActivateWorkspace(configuration, NAME)) {
      assertThat(Nd4j.create(DataType.FLOAT, 10).isAttached()).isTrue();
    }

    Workspaces.releaseAbove(100L * BYTES);
    assertThat(manager.checkIfWorkspaceExists(NAME)).isTrue();

    Workspaces.releaseAbove(BYTES / 2);
    assertThat(manager.checkIfWorkspaceExists(NAME)).isFalse();
  }
}

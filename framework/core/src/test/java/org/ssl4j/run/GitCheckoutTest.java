package org.ssl4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.text.Text;

class GitCheckoutTest {

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String OTHER = "fedcba9876543210fedcba9876543210fedcba98";

  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    var path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }

  @Test
  void aBranch() throws IOException {
    write(".git/HEAD", "ref: refs/heads/main");
    write(".git/refs/heads/main", COMMIT);

    assertThat(GitCheckout.commit(root)).contains(COMMIT);
  }

  @Test
  void aDetachedHead() throws IOException {
    write(".git/HEAD", COMMIT);

    assertThat(GitCheckout.commit(root)).contains(COMMIT);
  }

  @Test
  void aPackedBranchAmongOthers() throws IOException {
    write(".git/HEAD", "ref: refs/heads/main");
    write(
        ".git/packed-refs",
        Text.of(
            """
        # pack-refs with: peeled fully-peeled sorted
        %1$s refs/heads/domain
        %1$s refs/remotes/origin/refs/heads/main
        %2$s refs/heads/main
        %1$s refs/tags/v1
        ^%1$s""",
            OTHER, COMMIT));

    assertThat(GitCheckout.commit(root)).contains(COMMIT);
  }

  @Test
  void aLooseBranchIsNewerThanThePackedOne() throws IOException {
    write(".git/HEAD", "ref: refs/heads/main");
    write(".git/refs/heads/main", COMMIT);
    write(".git/packed-refs", OTHER + " refs/heads/main");

    assertThat(GitCheckout.commit(root)).contains(COMMIT);
  }

  @Test
  void aWorktreeByAnAbsoluteAndByARelativePath() throws IOException {
    write("main/.git/HEAD", "ref: refs/heads/main");
    write("main/.git/refs/heads/main", OTHER);
    write("main/.git/refs/heads/topic", COMMIT);
    write("main/.git/worktrees/side/HEAD", "ref: refs/heads/topic");
    write("main/.git/worktrees/side/commondir", "../..");

    write("side/.git", "gitdir: " + root.resolve("main/.git/worktrees/side"));
    assertThat(GitCheckout.commit(root.resolve("side"))).contains(COMMIT);
    write("side/.git", "gitdir: ../main/.git/worktrees/side");
    assertThat(GitCheckout.commit(root.resolve("side"))).contains(COMMIT);

    Files.delete(root.resolve("main/.git/refs/heads/topic"));
    write("main/.git/packed-refs", COMMIT + " refs/heads/topic");
    assertThat(GitCheckout.commit(root.resolve("side"))).contains(COMMIT);

    write("main/.git/worktrees/side/HEAD", OTHER);
    assertThat(GitCheckout.commit(root.resolve("side"))).contains(OTHER);
  }

  @Test
  void noneOutsideOfACheckoutOrBeforeTheFirstCommit() throws IOException {
    assertThat(GitCheckout.commit(root)).isEmpty();

    write(".git/HEAD", "ref: refs/heads/main");
    assertThat(GitCheckout.commit(root)).isEmpty();
  }

  @Test
  void noneFromReferencesThatLeadNowhere() throws IOException {
    write(".git/HEAD", "ref: refs/heads/a");
    write(".git/refs/heads/a", "ref: refs/heads/b");
    write(".git/refs/heads/b", "ref: refs/heads/a");
    assertThat(GitCheckout.commit(root)).isEmpty();

    write(".git/refs/heads/a", "no commit");
    assertThat(GitCheckout.commit(root)).isEmpty();
  }

  @Test
  void aRepositoryThatIsGoneIsAnError() throws IOException {
    write(".git", "gitdir: " + root.resolve("moved"));

    assertThatThrownBy(() -> GitCheckout.commit(root)).isInstanceOf(NoSuchFileException.class);
  }
}

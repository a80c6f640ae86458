package org.ssl4j.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A checkout of a Git repository, read without calling git: machines that train need not have it.
 *
 * <p>Formats: <a href="https://git-scm.com/docs/gitrepository-layout">gitrepository-layout</a>.
 */
final class GitCheckout {

  /** SHA-1 or SHA-256. */
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  private static final String SYMBOLIC = "ref: ";

  /** Git itself follows no more references to references. */
  private static final int MAX_DEPTH = 5;

  private final Path directory;
  private final Path common;

  private GitCheckout(Path directory, Path common) {
    this.directory = directory;
    this.common = common;
  }

  /**
   * The commit that is checked out.
   *
   * @param root of the checkout
   * @return empty if this is no checkout, its branch has no commit yet, or its references are kept
   *     in a form of a newer Git
   * @throws IOException if a file of the repository cannot be read
   */
  static Optional<String> commit(Path root) throws IOException {
    Path git = root.resolve(".git");
    if (!Files.exists(git)) {
      return Optional.empty(); // a release archive
    }
    Path directory = git;
    if (Files.isRegularFile(git)) { // a worktree or a submodule
      directory = root.resolve(text(git).replaceFirst("^gitdir: ", ""));
    }
    Path shared = directory.resolve("commondir");
    Path common = Files.exists(shared) ? directory.resolve(text(shared)) : directory;
    return new GitCheckout(directory, common).resolve(text(directory.resolve("HEAD")), 0);
  }

  private Optional<String> resolve(String value, int depth) throws IOException {
    if (!value.startsWith(SYMBOLIC)) {
      return Optional.of(value).filter(commit -> COMMIT.matcher(commit).matches());
    }
    if (depth == MAX_DEPTH) {
      return Optional.empty();
    }
    String name = value.substring(SYMBOLIC.length());
    // A worktree has its own HEAD and shares the branches.
    for (Path place : new Path[] {directory, common}) {
      Path loose = place.resolve(name);
      if (Files.isRegularFile(loose)) {
        return resolve(text(loose), depth + 1);
      }
    }
    return packed(name);
  }

  /** Lines of a commit and a name; others are comments, or the commit that a tag points to. */
  private Optional<String> packed(String name) throws IOException {
    Path file = common.resolve("packed-refs");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      if (line.endsWith(" " + name)) {
        return resolve(line.substring(0, line.indexOf(' ')), MAX_DEPTH);
      }
    }
    return Optional.empty();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }
}

package org.ssl4j.cuda.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a program printed before it ended.
 *
 * @param code its exit code; -1 if it was stopped because it took too long
 * @param output standard output and errors
 */
record ProcessAnswer(int code, String output) {

  static ProcessAnswer of(List<String> command, long seconds) throws IOException {
    // To a file: a program that is stopped may leave children that hold a pipe open.
    var output = Files.createTempFile("ssl4j-answer", ".txt");
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      return new ProcessAnswer(
          ended ? process.exitValue() : -1,
          new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it waited for " + command.get(0), e);
    } finally {
      Files.deleteIfExists(output);
    }
  }
}

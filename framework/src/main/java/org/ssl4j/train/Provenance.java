package org.ssl4j.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;

/** Where a run's numbers come from: enough to repeat it, or to see why a repetition differs. */
final class Provenance {

  private Provenance() {}

  static Map<String, Object> of(LoadedConfig loaded, String engine, DataSplits data) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("configSha256", sha256(loaded.resolvedYaml()));
    facts.put("seed", loaded.config().seed());
    facts.put("train", describe(data.train()));
    facts.put("test", describe(data.test()));
    facts.put("gitCommit", gitCommit());
    facts.put("ssl4jVersion", version(Provenance.class));
    facts.put("nd4jVersion", version(Nd4j.class));
    facts.put("nd4jBackend", Nd4j.getBackend().getClass().getSimpleName());
    facts.put("engine", engine);
    facts.put("ompNumThreads", System.getenv("OMP_NUM_THREADS"));
    facts.put("ompWaitPolicy", System.getenv("OMP_WAIT_POLICY"));
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return facts;
  }

  private static Map<String, Object> describe(ImageSet set) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", set.name());
    facts.put("images", set.size());
    facts.put("classes", set.classNames().size());
    facts.put("sha256", set.fingerprint());
    return facts;
  }

  private static String version(Class<?> type) {
    var version = type.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /**
   * Commit of the checkout the launcher started from, read without calling git; null outside a
   * checkout.
   */
  private static String gitCommit() {
    var home = System.getProperty("ssl4j.home");
    if (home == null) {
      return null;
    }
    var git = Path.of(home, ".git");
    try {
      var head = Files.readString(git.resolve("HEAD"), StandardCharsets.UTF_8).strip();
      if (!head.startsWith("ref: ")) {
        return head;
      }
      var reference = git.resolve(head.substring("ref: ".length()));
      return Files.isRegularFile(reference)
          ? Files.readString(reference, StandardCharsets.UTF_8).strip()
          : null;
    } catch (IOException e) {
      return null; // a release archive has no repository
    }
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

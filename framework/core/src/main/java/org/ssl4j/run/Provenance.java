package org.ssl4j.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.ConfigChanges.Change;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.Fit;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.config.Versions;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;
import org.ssl4j.method.Networks;
import org.ssl4j.plugin.Catalog;
import org.ssl4j.plugin.Plugin;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.storage.Sha256;
import org.ssl4j.text.Text;

/** Where a run's numbers come from: enough to repeat it, or to see why a repetition differs. */
public final class Provenance {

  private static final Logger LOG = LoggerFactory.getLogger(Provenance.class);

  /** Which algorithms compute the convolutions. */
  private static final String CONVOLUTIONS = "convolutions";

  /** In which numbers the networks are computed. */
  private static final String PRECISION = "precision";

  /** What it is where there is no choice of algorithms. */
  private static final String DIRECT = "direct";

  /** Differences in these change the last digits of the numbers from there on. */
  private static final List<String> NUMERIC =
      List.of(
          "engine",
          PRECISION,
          CONVOLUTIONS,
          "ompNumThreads",
          "nd4jBackend",
          "nd4jVersion",
          "platform");

  /** What earlier versions wrote for a version they could not find. */
  private static final String UNKNOWN = "unknown";

  private static final String SHA256 = "sha256";
  private static final String RESUMED = "resumed";

  /** Defaults that did not fit, and what counts instead. */
  private static final String FITTED = "fitted";

  private final Map<String, Object> facts;

  private Provenance(Map<String, Object> facts) {
    this.facts = facts;
  }

  public static Provenance of(LoadedConfig loaded, Networks networks, DataSplits data) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("started", now());
    facts.put("configSha256", HexFormat.of().formatHex(Sha256.of(loaded.resolvedYaml())));
    facts.put("seed", loaded.config().seed());
    if (!loaded.fitted().isEmpty()) {
      facts.put(FITTED, loaded.fitted());
    }
    facts.put("train", describe(data.train()));
    facts.put("test", describe(data.test()));
    var plugins = plugins();
    if (!plugins.isEmpty()) {
      facts.put("plugins", plugins);
    }
    facts.put("gitCommit", gitCommit());
    facts.put("ssl4jVersion", Versions.SSL4J);
    facts.putAll(networks.engine().facts());
    facts.put("engine", networks.engine().name());
    facts.put(PRECISION, loaded.config().precision().word());
    facts.put(CONVOLUTIONS, networks.engine().convolutions());
    facts.put("ompNumThreads", System.getenv("OMP_NUM_THREADS"));
    facts.put("ompWaitPolicy", System.getenv("OMP_WAIT_POLICY"));
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return new Provenance(facts);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /**
   * Writes the facts of a new run; those of a run that goes on from a checkpoint are added to what
   * it began with.
   *
   * @throws RunException if its images are not those it began with
   */
  public void write(RunDirectory run, Optional<Path> from, List<Change> changes) {
    ObjectNode here = Json.MAPPER.valueToTree(facts);
    if (from.isEmpty() || !Files.isRegularFile(run.provenance())) {
      RunDirectory.writeAtomically(run.provenance(), Json.pretty(here));
      return;
    }
    ObjectNode began = read(run);
    for (String set : List.of("train", "test")) {
      var then = began.path(set).path(SHA256);
      if (then.isTextual() && !then.equals(here.path(set).path(SHA256))) {
        throw new RunException(
            Text.of(
                "the %s images differ from those that %s began with (then %s with %d images, now %s with %d); give the run the same images, or start a new run",
                set.equals("train") ? "training" : "held-out",
                run.path(),
                began.path(set).path("name").asText(),
                began.path(set).path("images").asInt(),
                here.path(set).path("name").asText(),
                here.path(set).path("images").asInt()));
      }
    }
    ObjectNode resumption = Json.MAPPER.createObjectNode();
    resumption.put("at", now());
    resumption.put("from", from.get().getFileName().toString());
    if (!changes.isEmpty()) {
      var list = resumption.putArray("changed");
      changes.forEach(change -> list.add(change.toString()));
    }
    for (String fact : NUMERIC) {
      boolean unknown =
          began.path(fact).isMissingNode() || began.path(fact).asText().equals(UNKNOWN);
      if (!unknown && !began.path(fact).equals(here.path(fact))) {
        resumption.set(fact, here.path(fact));
        LOG.warn(
            "the run began with {} {} and is resumed with {}; its numbers will differ in the last digits from those of an uninterrupted run",
            fact,
            began.path(fact),
            here.path(fact));
      }
    }
    began.withArray(RESUMED).add(resumption);
    RunDirectory.writeAtomically(run.provenance(), Json.pretty(began));
  }

  /**
   * How a run that goes on from a checkpoint computes its convolutions: with the algorithms that it
   * began with, so that its numbers are those of an uninterrupted run. A run that began before
   * there was a choice computed them directly.
   *
   * @param wanted by the config
   */
  public static Convolution resumed(RunDirectory run, Convolution wanted) {
    if (wanted != Convolution.AUTO || !Files.isRegularFile(run.provenance())) {
      return wanted;
    }
    if (!read(run).path(CONVOLUTIONS).asText(DIRECT).equals(DIRECT)) {
      return wanted;
    }
    LOG.info(
        "convolution: direct, because this run began with it; set convolution to change that, and its last digits");
    return Convolution.DIRECT;
  }

  /**
   * What was fitted when a run began; empty for a run that has no such record.
   *
   * @throws RunException if the record cannot be read
   */
  public static List<Fit> fits(RunDirectory run) {
    if (!Files.isRegularFile(run.provenance())) {
      return List.of();
    }
    List<Fit> fits = new ArrayList<>();
    for (var fit : read(run).path(FITTED)) {
      fits.add(
          new Fit(
              fit.path("path").asText(),
              fit.path("from").asText(),
              fit.path("to").asText(),
              fit.path("because").asText()));
    }
    return List.copyOf(fits);
  }

  /**
   * How images differ from those that a run was trained and measured with.
   *
   * @return a clause for each split that differs; empty for a run that has no record
   */
  public static List<String> differences(RunDirectory run, DataSplits data) {
    if (!Files.isRegularFile(run.provenance())) {
      return List.of();
    }
    ObjectNode began = read(run);
    List<String> differences = new ArrayList<>();
    for (String split : List.of("train", "test")) {
      var then = began.path(split);
      ImageSet now = split.equals("train") ? data.train() : data.test();
      if (then.path(SHA256).isTextual() && !then.path(SHA256).asText().equals(now.fingerprint())) {
        differences.add(
            Text.of(
                "the %s images differ from those of the run (then %s with %d images, now %s with %d)",
                split.equals("train") ? "training" : "held-out",
                then.path("name").asText(),
                then.path("images").asInt(),
                now.name(),
                now.size()));
      }
    }
    return differences;
  }

  private static ObjectNode read(RunDirectory run) {
    try (var in = Files.newInputStream(run.provenance())) {
      if (Json.MAPPER.readTree(in) instanceof ObjectNode object) {
        return object;
      }
      throw new IOException("it holds no JSON object");
    } catch (IOException e) {
      throw new RunException(
          Text.of(
              "cannot read %s (%s); restore it, or remove it to continue without a check of the images",
              run.provenance(), firstLine(e)),
          e);
    }
  }

  private static Map<String, Object> describe(ImageSet set) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", set.name());
    facts.put("images", set.size());
    facts.put("classes", set.classNames().size());
    facts.put(SHA256, set.fingerprint());
    return facts;
  }

  /** The parts on the class path that are not SSL4J's own, and the content of their jars. */
  private static List<Map<String, Object>> plugins() {
    List<Map<String, Object>> plugins = new ArrayList<>();
    for (Catalog<?> catalog : Catalog.kinds()) {
      for (Plugin plugin : catalog.plugins()) {
        if (plugin.builtIn()) {
          continue;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", catalog.kind());
        facts.put("name", plugin.name());
        facts.put("provider", plugin.provider());
        facts.put("place", plugin.place());
        facts.put(SHA256, jarSha256(plugin.place()));
        plugins.add(facts);
      }
    }
    return plugins;
  }

  /** Null for a directory of classes, and for a jar that cannot be read any more. */
  private static String jarSha256(String place) {
    Path jar = Path.of(place);
    if (!Files.isRegularFile(jar)) {
      return null;
    }
    try {
      var digest = Sha256.digest();
      digest.update(Files.readAllBytes(jar));
      return Sha256.hex(digest);
    } catch (IOException e) {
      LOG.warn("cannot read {} ({}); the provenance records no sum of it", jar, firstLine(e));
      return null;
    }
  }

  /**
   * Of the library that runs, which its jar's manifest does not say; that of the build where a
   * repackaged jar has lost it.
   */
  /** Commit of the checkout the launcher started from; null outside a checkout. */
  private static String gitCommit() {
    var home = System.getProperty("ssl4j.home");
    if (home == null) {
      return null;
    }
    try {
      return GitCheckout.commit(Path.of(home)).orElse(null);
    } catch (IOException e) {
      LOG.warn(
          "cannot read the commit of {} ({}); the provenance records no commit",
          home,
          firstLine(e));
      return null;
    }
  }

  /** Parsers add the place in the text on further lines. */
  private static String firstLine(IOException e) {
    return DurableFiles.reason(e).lines().findFirst().orElse("");
  }
}

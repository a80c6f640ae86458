package org.ssl4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ssl4j.config.ConfigChanges;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.error.ConfigException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.run.Provenance;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.run.Runs;
import org.ssl4j.text.Text;
import org.ssl4j.train.Continuation;
import org.ssl4j.train.TrainingRun;

/**
 * Finds out what {@code ssl4j train} is to do: begin a run, or go on with which one, from where.
 */
final class RunStart {

  private static final Path RUNS = Path.of("runs");
  private static final String AUTO = "auto";

  private final MethodCatalog catalog;
  private final ConfigLoader loader;
  private final Path config;
  private final List<String> sets;
  private final Path out;
  private final String resume;
  private final boolean resolved;

  /**
   * @param config null if not given
   * @param out null if not given
   * @param resume null, "auto", a run directory or a checkpoint
   * @param resolved whether a study has written the config, so that its values are nobody's wish
   */
  RunStart(
      MethodCatalog catalog,
      Path config,
      List<String> sets,
      Path out,
      String resume,
      boolean resolved) {
    this.catalog = catalog;
    this.loader = catalog.configLoader();
    this.config = config;
    this.sets = sets;
    this.out = out;
    this.resume = resume;
    this.resolved = resolved;
  }

  /**
   * What was found.
   *
   * @param config to train with
   * @param run where
   * @param continuation how an earlier run goes on, empty for a new one
   */
  record Found(LoadedConfig config, RunDirectory run, Optional<Continuation> continuation) {}

  /**
   * @throws ConfigException for a wrong config, or one that the run cannot go on with
   * @throws RunException if there is no such run
   */
  Found find() {
    if (resume == null && config == null) {
      throw new ConfigException("give a CONFIG to train, or --resume RUN to continue a run");
    }
    if (resume == null) {
      return begin(load(config));
    }
    if (resume.equals(AUTO)) {
      return auto();
    }
    if (out != null) {
      throw new ConfigException("--resume writes to the run's own directory; leave out --out");
    }
    Path named = Path.of(resume);
    Path checkpoints = named.toAbsolutePath().getParent();
    if (TrainingRun.isCheckpoint(named) && checkpoints != null && checkpoints.getParent() != null) {
      if (!Files.isDirectory(named)) {
        throw new RunException(Text.of("the checkpoint %s does not exist", named));
      }
      return goOn(RunDirectory.open(checkpoints.getParent()), Optional.of(named));
    }
    return goOn(RunDirectory.open(named), Optional.empty());
  }

  private Found begin(LoadedConfig loaded) {
    var run =
        out == null
            ? RunDirectory.createUnder(RUNS, loaded.config().name())
            : RunDirectory.createAt(out);
    return new Found(loaded, run, Optional.empty());
  }

  private Found auto() {
    if (config == null) {
      throw new ConfigException(
          "--resume auto looks for the newest run of a config; give that CONFIG too");
    }
    var loaded = load(config);
    Optional<Path> earlier =
        out == null ? Runs.newest(RUNS.resolve(loaded.config().name())) : Optional.of(out);
    return earlier.filter(Runs::holdsOne).isEmpty()
        ? begin(loaded)
        : goOn(RunDirectory.open(earlier.get()), Optional.empty());
  }

  private Found goOn(RunDirectory run, Optional<Path> checkpoint) {
    var before = loader.loadResolved(run.config(), List.of());
    var after =
        config == null
            ? checked(loader.loadResolved(run.config(), sets))
            : load(config).withFits(Provenance.fits(run));
    return new Found(
        after,
        run,
        Optional.of(new Continuation(checkpoint, ConfigChanges.between(before, after))));
  }

  private LoadedConfig load(Path file) {
    return checked(resolved ? loader.loadResolved(file, sets) : loader.load(file, sets));
  }

  private LoadedConfig checked(LoadedConfig loaded) {
    TrainingRun.check(loaded, catalog);
    return loaded;
  }
}

package org.ssl4j.encoder;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.augment.Pipelines;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.checkpoint.Checkpoints;
import org.ssl4j.checkpoint.RunState;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.DataSets;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;
import org.ssl4j.data.Progress;
import org.ssl4j.eval.KnnScore;
import org.ssl4j.matrix.Precision;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.Tap;
import org.ssl4j.run.FittedData;
import org.ssl4j.run.Json;
import org.ssl4j.run.Provenance;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * The backbone of a run or of an {@code encoder.zip} with the images to evaluate it on. Begins as
 * the untrained network of the same seed, which is what a score is to be compared with, and becomes
 * the trained one by {@link #loadTrained}.
 */
public final class FrozenEncoder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FrozenEncoder.class);

  /** Names for checkpoints that the run's index resolves. */
  private static final List<String> MARKED = List.of("newest", "best", "healthy");

  private final String source;
  private final String weights;
  private final LoadedConfig config;
  private final DataSplits data;
  private final SSLMethod method;
  private final ViewPipeline clean;
  private final ImageEmbedder embedder;
  private final Runnable loader;

  private FrozenEncoder(
      String source,
      String weights,
      LoadedConfig config,
      DataSplits data,
      SSLMethod method,
      ViewPipeline clean,
      Runnable loader) {
    this.source = source;
    this.weights = weights;
    this.config = config;
    this.data = data;
    this.method = method;
    this.clean = clean;
    this.loader = loader;
    this.embedder = new ImageEmbedder(method, ImageEmbedder.USUAL_BATCH, config.config().seed());
  }

  /**
   * What to open.
   *
   * @param source run directory or encoder.zip
   * @param checkpoint name of a checkpoint of the run, e.g. {@code step-00000390}; null for the
   *     last weights
   * @param config file whose data and evaluation sections count instead of the encoder's own; null
   *     for its own
   * @param sets settings over those, {@code a.b=c} each
   */
  public record Request(Path source, String checkpoint, Path config, List<String> sets) {

    boolean asksForOtherImages() {
      return config != null || sets.stream().anyMatch(set -> set.strip().startsWith("data."));
    }
  }

  /**
   * Opens it with its data; the weights are still those before training.
   *
   * @throws RunException if there are no such weights, or they do not fit
   * @throws org.ssl4j.error.ConfigException if a config is wrong or does not fit the data
   */
  public static FrozenEncoder open(
      Request request, MethodCatalog catalog, DataEnvironment environment, Progress progress) {
    boolean isRun = Files.isDirectory(request.source());
    if (!isRun && !Files.isRegularFile(request.source())) {
      throw new RunException(
          Text.of("%s is neither a run directory nor an encoder.zip", request.source()));
    }
    if (!isRun && request.checkpoint() != null) {
      throw new RunException(
          Text.of("%s holds one encoder and no checkpoints; name no checkpoint", request.source()));
    }
    var configs = catalog.configLoader();
    var trained = trainedWith(request.source(), isRun, configs);
    Path evaluated = request.config();
    LoadedConfig asked =
        evaluated != null
            ? configs.load(evaluated, request.sets())
            : isRun
                ? configs.loadResolved(RunDirectory.open(request.source()).config(), request.sets())
                : inside(request.source(), file -> configs.loadResolved(file, request.sets()));
    var opened = FittedData.find(asked, environment).open(progress);
    var config = opened.config();
    var data = opened.data();
    if (isRun && !request.asksForOtherImages()) {
      Provenance.differences(RunDirectory.open(request.source()), data)
          .forEach(
              difference ->
                  LOG.warn("{}; the scores are not comparable with the run's own", difference));
    }

    var context = MethodContext.open(trained.config(), Precision.FLOAT);
    var method = catalog.get(trained.config().method().name()).create(context);
    if (isRun) {
      var run = RunDirectory.open(request.source());
      var checkpoint = checkpoint(run, request.checkpoint());
      if (checkpoint.isPresent()) {
        return new FrozenEncoder(
            run.path().toString(),
            checkpoint.get().getFileName().toString(),
            config,
            data,
            method,
            Pipelines.of(
                    trained.config().views(),
                    DataSets.open(trained.config().data(), environment, progress))
                .clean(),
            () -> loadCheckpoint(checkpoint.get(), method));
      }
    }
    Path archive = isRun ? RunDirectory.open(request.source()).encoder() : request.source();
    var contents = EncoderArchive.read(archive);
    var manifest = contents.manifest();
    return new FrozenEncoder(
        request.source().toString(),
        KnnScore.LAST,
        config,
        data,
        method,
        ViewPipeline.clean(manifest.imageSize(), manifest.mean(), manifest.std()),
        () -> loadArchive(archive, contents, method));
  }

  private static LoadedConfig trainedWith(Path source, boolean isRun, ConfigLoader configs) {
    return isRun
        ? configs.loadResolved(RunDirectory.open(source).config(), List.of())
        : inside(source, file -> configs.loadResolved(file, List.of()));
  }

  private static LoadedConfig inside(
      Path archive, java.util.function.Function<Path, LoadedConfig> load) {
    try (var files = FileSystems.newFileSystem(archive)) {
      var config = files.getPath("config.yaml");
      if (!Files.isRegularFile(config)) {
        throw new RunException(
            Text.of("%s holds no config.yaml, so it is not an encoder archive", archive));
      }
      return load.apply(config);
    } catch (IOException | java.nio.file.ProviderNotFoundException e) {
      throw new RunException(
          Text.of("%s cannot be read as an encoder archive: %s", archive, e.getMessage()), e);
    }
  }

  /** The checkpoint to read; empty if the finished run's encoder.zip is wanted. */
  private static Optional<Path> checkpoint(RunDirectory run, String name) {
    if (name == null && Files.isRegularFile(run.encoder())) {
      return Optional.empty();
    }
    var checkpoints = new Checkpoints(run.checkpoints(), 1);
    var all = checkpoints.list();
    if (all.isEmpty()) {
      checkpoints.strangers().forEach(Checkpoints::refuseForeign);
    }
    var wanted = name != null && MARKED.contains(name) ? marked(run, name) : name;
    var found =
        all.stream()
            .filter(path -> wanted == null || path.getFileName().toString().equals(wanted))
            .findFirst();
    if (found.isEmpty()) {
      throw new RunException(
          name == null
              ? Text.of("%s has neither an encoder.zip nor a checkpoint yet", run.path())
              : Text.of(
                  "%s has no checkpoint %s; it has %s",
                  run.path(), name, all.stream().map(Path::getFileName).toList()));
    }
    return found;
  }

  private static String marked(RunDirectory run, String mark) {
    if (!Files.isRegularFile(run.checkpointIndex())) {
      return null;
    }
    try (var in = Files.newInputStream(run.checkpointIndex())) {
      var checkpoint = Json.MAPPER.readTree(in).path(mark);
      if (checkpoint.isTextual()) {
        return checkpoint.asText();
      }
    } catch (IOException e) {
      throw new RunException(
          Text.of(
              "cannot read %s (%s); name a checkpoint such as step-00000390",
              run.checkpointIndex(), DurableFiles.reason(e)),
          e);
    }
    throw new RunException(
        Text.of(
            "%s has no %s checkpoint, because the run has %s",
            run.path(),
            mark,
            mark.equals("best") ? "no measured score" : "no epoch with a healthy representation"));
  }

  private static void loadCheckpoint(Path checkpoint, SSLMethod method) {
    Checkpoints.readState(checkpoint);
    var online = method.networks().online();
    online.restore(
        online
            .state()
            .with(Checkpoints.readVector(checkpoint, RunState.ONLINE, online.layout().length())));
  }

  private static void loadArchive(Path file, EncoderArchive.Contents contents, SSLMethod method) {
    var online = method.networks().online();
    if (!contents.loadInto(online)) {
      throw new RunException(
          Text.of(
              "%s cannot be used: its parameters do not fit its backbone %s",
              file, contents.manifest().backbone().name()));
    }
  }

  /** Run directory or archive it came from. */
  public String source() {
    return source;
  }

  /** Which weights {@link #loadTrained} loads: {@code last}, or the name of a checkpoint. */
  public String weights() {
    return weights;
  }

  /** The experiment whose data and evaluation sections count. */
  public LoadedConfig config() {
    return config;
  }

  /** Images to evaluate on. */
  public DataSplits data() {
    return data;
  }

  /** Replaces the untrained weights. */
  public void loadTrained() {
    loader.run();
  }

  /**
   * Features of the first images of a set, in inference mode.
   *
   * @return [count, d]
   */
  public EmbeddingMatrix features(ImageSet images, int count) {
    return embedder.embed(images, count, clean, 0, Set.of(Tap.BACKBONE)).get(Tap.BACKBONE);
  }

  @Override
  public void close() {
    method.close();
    method.networks().engine().close();
  }
}

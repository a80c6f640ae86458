package org.ssl4j.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.Progress;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.diagnose.EmbeddingExam;
import org.ssl4j.error.ConfigException;
import org.ssl4j.error.DataException;
import org.ssl4j.error.Ssl4jException;
import org.ssl4j.eval.LabelScore;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.run.RunDiagnosis;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.RunLock;
import org.ssl4j.train.Continuation;
import org.ssl4j.train.DivergedException;
import org.ssl4j.train.TrainingRun;

/**
 * Trains, diagnoses and embeds.
 *
 * <pre>{@code
 * var config = Ssl4j.config().set("name", "mine").set("data.dataset", "folder").set("data.root", images)
 *     .set("method.name", "vicreg").build();
 * var run = Ssl4j.train(config, Path.of("runs/mine"));
 * System.out.println(run.diagnosis().orElseThrow().sentence());
 * try (var encoder = run.encoder()) {
 *   float[][] vectors = encoder.embed(Path.of("cat.jpg"), Path.of("dog.jpg"));
 * }
 * }</pre>
 *
 * <p>Nothing here prints, ends the process or sets up a log; messages go to SLF4J. What a caller or
 * a user can mend is thrown as {@link Ssl4jException}, whose message is for people. All methods may
 * be called from many threads at once.
 */
public final class Ssl4j {

  /** What messages call embeddings that have no name. */
  private static final String EMBEDDINGS = "embeddings";

  static {
    OpenBlas.prepare();
  }

  private Ssl4j() {}

  /** A config of which nothing is set yet. */
  public static ConfigBuilder config() {
    return ConfigBuilder.empty();
  }

  /** A config file, with all that it extends, of which settings may still be changed. */
  public static ConfigBuilder config(Path file) {
    return ConfigBuilder.from(file);
  }

  /** The text of a config file, of which settings may still be changed. */
  public static ConfigBuilder configOf(String yaml) {
    return ConfigBuilder.from(yaml);
  }

  /**
   * A config from settings alone.
   *
   * @param settings values by dotted path, see {@link ConfigBuilder#set}
   * @throws ConfigException with one sentence and one path for each thing that is wrong
   */
  public static LoadedConfig config(Map<String, ?> settings) {
    return config().setAll(settings).build();
  }

  /**
   * Trains to the end of the schedule, see {@link #train(LoadedConfig, Path, BooleanSupplier,
   * RunListener...)}.
   */
  public static TrainedRun train(LoadedConfig config, Path directory, RunListener... listeners) {
    return train(config, directory, () -> false, listeners);
  }

  /**
   * Trains and writes a run directory: metrics, checkpoints, diagnosis and, at the end, the
   * encoder. Returns when the training has ended. To stop it, let {@code stop} answer true, for
   * example {@code AtomicBoolean::get}: it ends within seconds with a checkpoint, from which {@link
   * #resume} continues. Do not interrupt the thread, which would break off the writing of files.
   *
   * @param directory of the run; must be new or empty
   * @param stop whether to stop; asked after every step and within long work
   * @param listeners hear of every step, epoch and measurement on the training thread; an exception
   *     of a listener ends the training
   * @return also of a training that was stopped, or that ended on collapse as the config said
   * @throws ConfigException if the config does not fit the images
   * @throws DataException if images are missing or unreadable
   * @throws DivergedException if loss or gradient became NaN, infinite or exploded
   * @throws RunException if the directory is in use, holds something, or cannot be written
   */
  public static TrainedRun train(
      LoadedConfig config, Path directory, BooleanSupplier stop, RunListener... listeners) {
    var catalog = new MethodCatalog();
    TrainingRun.check(config, catalog);
    var run = RunDirectory.createAt(directory);
    return run(config, run, Optional.empty(), stop, catalog, listeners);
  }

  /**
   * Continues a training that was stopped or killed from its newest checkpoint, with the config in
   * its directory. The numbers are those of an uninterrupted run.
   *
   * @param directory of the run
   * @param stop as in {@link #train(LoadedConfig, Path, BooleanSupplier, RunListener...)}
   * @throws RunException if the directory holds no run that can go on, or is in use
   * @throws Ssl4jException as a training does
   */
  public static TrainedRun resume(Path directory, BooleanSupplier stop, RunListener... listeners) {
    var catalog = new MethodCatalog();
    var run = RunDirectory.open(directory);
    var config = catalog.configLoader().loadResolved(run.config(), List.of());
    TrainingRun.check(config, catalog);
    return run(config, run, Optional.of(Continuation.NEWEST), stop, catalog, listeners);
  }

  private static TrainedRun run(
      LoadedConfig config,
      RunDirectory run,
      Optional<Continuation> continuation,
      BooleanSupplier stop,
      MethodCatalog catalog,
      RunListener... listeners) {
    try (var lock = RunLock.hold(run.path(), "another training")) {
      var training =
          new TrainingRun(
              config,
              run,
              continuation,
              DataEnvironment.system(),
              Progress.NONE,
              List.of(listeners),
              stop);
      return new TrainedRun(training.run(catalog), run);
    } catch (InvalidSettingException e) {
      throw config.refusal(e);
    }
  }

  /**
   * Diagnoses a run by the files in its directory, finished or not; writes nothing.
   *
   * @throws RunException if it holds no run, has measured nothing yet, or a file is damaged
   */
  public static Diagnosis diagnose(Path run) {
    return RunDiagnosis.of(RunDirectory.open(run));
  }

  /**
   * Diagnoses embeddings of any origin.
   *
   * @param embeddings one row for each, all equally long; not changed, and not kept
   * @throws InvalidEmbeddingsException if there are no rows, or rows of unequal length
   */
  public static Examination diagnose(double[][] embeddings) {
    return diagnose(embeddings, null);
  }

  /**
   * Diagnoses embeddings and scores them by labels.
   *
   * @param embeddings one row for each, all equally long
   * @param labels the class of each row, from 0; negative for a row without one; null for none
   * @throws InvalidEmbeddingsException if the rows are unequal, or labels and rows differ in number
   */
  public static Examination diagnose(double[][] embeddings, int[] labels) {
    return examine(EmbeddingMatrix.of(embeddings), labels);
  }

  /** Diagnoses embeddings such as an encoder's, see {@link #diagnose(double[][])}. */
  public static Examination diagnose(float[][] embeddings) {
    return diagnose(embeddings, null);
  }

  /** Diagnoses embeddings with labels, see {@link #diagnose(double[][], int[])}. */
  public static Examination diagnose(float[][] embeddings, int[] labels) {
    double[][] rows = new double[embeddings.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[embeddings[i].length];
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = embeddings[i][j];
      }
    }
    return diagnose(rows, labels);
  }

  /**
   * Diagnoses embeddings in one array.
   *
   * @param values row by row, {@code rows * columns}
   * @param labels as of {@link #diagnose(double[][], int[])}; may be null
   * @throws InvalidEmbeddingsException if the length does not fit the shape
   */
  public static Examination diagnose(float[] values, int rows, int columns, int[] labels) {
    return examine(EmbeddingMatrix.of(values, rows, columns), labels);
  }

  /**
   * Diagnoses embeddings in native memory.
   *
   * @param embeddings [N, d]
   * @param labels as of {@link #diagnose(double[][], int[])}; may be null
   */
  public static Examination diagnose(Matrix embeddings, int[] labels) {
    return examine(EmbeddingMatrix.of(embeddings), labels);
  }

  private static Examination examine(EmbeddingMatrix embeddings, int[] labels) {
    var score =
        Optional.ofNullable(labels)
            .map(classes -> LabelScore.of(EMBEDDINGS, embeddings, "the labels", classes));
    var exam =
        EmbeddingExam.of(
            Map.of(EMBEDDINGS, embeddings),
            Map.of(),
            score.flatMap(LabelScore::score).orElse(null));
    return new Examination(exam.diagnosis(), score, new ArrayList<>(exam.notes()));
  }

  /**
   * Opens a trained encoder; the caller closes it.
   *
   * @param source an {@code encoder.zip}, or the directory of a run that has one
   * @throws RunException if there is none, or it is damaged
   */
  public static ImageEncoder encoder(Path source) {
    return ImageEncoder.open(source, null);
  }

  /**
   * Opens a trained encoder for images of which 16-bit pixels use so many bits. Scanners and
   * microscopes write 10 or 12 bits into 16; a file does not say so.
   *
   * @param bitDepth 8, 10, 12, 14 or 16; counts instead of the {@code data.bitDepth} of the run
   * @throws RunException if there is no encoder, it is damaged, or the number is another one
   */
  public static ImageEncoder encoder(Path source, int bitDepth) {
    return ImageEncoder.open(source, Integer.toString(bitDepth));
  }
}

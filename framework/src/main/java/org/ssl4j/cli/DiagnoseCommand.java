package org.ssl4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ssl4j.collapse.Diagnosis;
import org.ssl4j.collapse.EmbeddingExam;
import org.ssl4j.collapse.EmbeddingMatrix;
import org.ssl4j.collapse.InvalidEmbeddingsException;
import org.ssl4j.collapse.RunHistory;
import org.ssl4j.collapse.Spectrum;
import org.ssl4j.config.ConfigException;
import org.ssl4j.data.DataException;
import org.ssl4j.eval.LabelScore;
import org.ssl4j.interchange.EmbeddingFile;
import org.ssl4j.report.EmbeddingsReport;
import org.ssl4j.report.RunReport;
import org.ssl4j.text.Text;
import org.ssl4j.train.DiagnosisFile;
import org.ssl4j.train.RunDiagnosis;
import org.ssl4j.train.RunDirectory;
import org.ssl4j.train.SpectraFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ssl4j diagnose}. */
@Command(
    name = "diagnose",
    mixinStandardHelpOptions = true,
    description =
        "Say whether a representation is healthy; if not, what kind of collapse it is, since when and why.",
    footer = {
      "",
      "Examples:",
      "  ssl4j diagnose runs/mini-simsiam/20260101-120000-000",
      "  ssl4j diagnose features.npy --labels labels.npy --view2 features-of-other-view.npy",
      "  ssl4j diagnose layers.npz --json"
    })
final class DiagnoseCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATH",
      description =
          "Run directory, or embeddings, one a row: .npy, .npz with several layers (and, if you like, arrays"
              + " named labels or LAYER_labels), or .csv.")
  private Path path;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Class of each embedding: .npy of whole numbers, or text with one a line.")
  private Path labels;

  @Option(
      names = "--view2",
      paramLabel = "FILE",
      description = "Embeddings of another view of the same images, in the same order and form.")
  private Path view2;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where the page about embeddings goes (default: PATH without its ending and -report.html). A run's goes into its directory.")
  private Path out;

  @Option(names = "--json", description = "Print one JSON object and nothing else; writes no page.")
  private boolean json;

  @Option(
      names = "--fail-on-collapse",
      description = "Exit with code 4 if the representation has collapsed.")
  private boolean failOnCollapse;

  @Override
  public Integer call() {
    var diagnosis = Files.isDirectory(path) ? run() : embeddings();
    return failOnCollapse && diagnosis.verdict().collapsed() ? ExitCode.COLLAPSED : ExitCode.OK;
  }

  private Diagnosis run() {
    if (labels != null || view2 != null || out != null) {
      throw new ConfigException(
          Text.of(
              "--labels, --view2 and --out are for files of embeddings; %s is a directory", path));
    }
    var run = RunDirectory.open(path);
    var diagnosis = RunDiagnosis.of(run);
    DiagnosisFile.write(run, diagnosis);
    print(diagnosis, SpectraFile.last(run));
    if (!json) {
      RunReport.write(run.path(), run.report());
      Console.out("report: " + run.report());
    }
    return diagnosis;
  }

  private Diagnosis embeddings() {
    var page = out == null ? page(path) : out;
    try (var file = EmbeddingFile.open(path);
        var second = view2 == null ? null : EmbeddingFile.open(view2)) {
      if (!json) {
        EmbeddingsReport.prepare(page); // refused now rather than after minutes of work
      }
      var layers = file.layers();
      var exam = EmbeddingExam.of(layers, views(layers, second), score(file));
      Map<String, double[]> spectra = new LinkedHashMap<>();
      exam.spectra().forEach((name, spectrum) -> spectra.put(name, eigenvalues(spectrum)));
      print(exam.diagnosis(), spectra);
      if (!json) {
        EmbeddingsReport.write(exam, path.getFileName().toString(), page);
        Console.out("report: " + page);
      }
      return exam.diagnosis();
    } catch (InvalidEmbeddingsException e) {
      throw new DataException(Text.of("%s cannot be diagnosed: %s", path, e.getMessage()), e);
    }
  }

  private static Path page(Path embeddings) {
    String name = embeddings.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return embeddings.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + "-report.html");
  }

  private static double[] eigenvalues(Spectrum spectrum) {
    return spectrum.eigenvalues();
  }

  /** A single layer belongs to the single layer of the other file, whatever they are called. */
  private static Map<String, EmbeddingMatrix> views(
      Map<String, EmbeddingMatrix> layers, EmbeddingFile second) {
    if (second == null) {
      return Map.of();
    }
    if (layers.size() == 1 && second.layers().size() == 1) {
      return Map.of(layers.keySet().iterator().next(), second.layers().values().iterator().next());
    }
    for (String name : second.layers().keySet()) {
      if (!layers.containsKey(name)) {
        throw new DataException(
            Text.of("the second view has a layer %s, but the first has %s", name, layers.keySet()));
      }
    }
    return second.layers();
  }

  /** Of the layer that is kept after training, if it can be told, else of the first. */
  private RunHistory.Score score(EmbeddingFile file) {
    var layers = file.layers();
    String layer = layers.containsKey("backbone") ? "backbone" : layers.keySet().iterator().next();
    var classes = labels == null ? file.labels(layer) : Optional.of(EmbeddingFile.labels(labels));
    return classes.map(known -> LabelScore.of(layers.get(layer), known)).orElse(null);
  }

  private void print(Diagnosis diagnosis, Map<String, double[]> spectra) {
    if (json) {
      Console.out(DiagnosisFile.json(diagnosis).stripTrailing());
    } else {
      Console.out(DiagnosisText.of(diagnosis, spectra));
    }
  }
}

package org.ssl4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.diagnose.EmbeddingExam;
import org.ssl4j.error.ConfigException;
import org.ssl4j.error.DataException;
import org.ssl4j.eval.LabelScore;
import org.ssl4j.interchange.EmbeddingFile;
import org.ssl4j.interchange.Labels;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.measure.Spectrum;
import org.ssl4j.report.EmbeddingsReport;
import org.ssl4j.report.RunReport;
import org.ssl4j.run.DiagnosisFile;
import org.ssl4j.run.RunDiagnosis;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.SpectraFile;
import org.ssl4j.text.OneLine;
import org.ssl4j.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ssl4j diagnose}. */
@Command(
    name = "diagnose",
    mixinStandardHelpOptions = true,
    description =
        "Diagnose a representation: whether it is healthy, and if not, which kind of collapse it is, when it began and the likely causes.",
    footer = {
      "",
      "Examples:",
      "  ssl4j diagnose runs/mini-simsiam/20260101-120000-000",
      "  ssl4j diagnose features.npy --labels labels.npy --view2 features-of-other-view.npy",
      "  ssl4j diagnose layers.npz --json",
      "  ssl4j diagnose frame.csv --labels-column species --ignore id",
      "  ssl4j diagnose tokens.npy --pool mean",
      "  ssl4j diagnose latents.npz --kind vae --baseline latents-of-epoch-1.npz",
      "  ssl4j diagnose codes.npy --kind codes --set size=512"
    })
final class DiagnoseCommand implements Callable<Integer> {

  /** The kind that is read unless another is asked for. */
  private static final String EMBEDDINGS = "embeddings";

  @Parameters(
      paramLabel = "PATH",
      description =
          "Run directory, or a file of embeddings with one embedding per row: .npy, .npz (one or several layers, with or without labels) or a text table (.csv, .tsv, .txt).")
  private Path path;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "What the file holds (default: embeddings): pairs of embeddings from two encoders, attention maps, tokens by layer, posteriors of a vae, codes of a codebook, generative (real and generated features), or units (activations). docs/FACES-OF-COLLAPSE.md says which arrays each kind reads.")
  private String kind = EMBEDDINGS;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "The same arrays of an earlier or untrained state, to compare with. Many measures have no limit that holds for all models.")
  private Path baseline;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "Option of the kind: size=512 (codes), k=5 (generative), grid=14x14, prefix-tokens=1, causal=true (attention).")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "File with the class of each embedding: .npy or .npz (whole numbers, words, or one column per class), .csv, or text with one class per line. -1 means unlabelled.")
  private Path labels;

  @Option(
      names = "--view2",
      paramLabel = "FILE",
      description = "Embeddings of another view of the same images, in the same order and form.")
  private Path view2;

  @Mixin private ReadingOptions reading;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "HTML page to write for a file of embeddings (default: PATH with -report.html instead of its ending). The page of a run is written to the run directory.")
  private Path out;

  @Option(names = "--json", description = "Print one JSON object and nothing else; write no page.")
  private boolean json;

  @Option(
      names = "--fail-on-collapse",
      description =
          "Exit with code 4 if the representation is not usable: collapsed, diverged (NaN or infinity), or no better than"
              + " untrained.")
  private boolean failOnCollapse;

  @Override
  public Integer call() {
    String problem = kind.equals(EMBEDDINGS) ? representation() : face();
    String unusable = failOnCollapse ? problem : null;
    if (unusable == null) {
      return ExitCode.OK;
    }
    Console.error(
        Text.of(
            "ssl4j: %s, so --fail-on-collapse ends with exit code %d",
            unusable, ExitCode.COLLAPSED));
    return ExitCode.COLLAPSED;
  }

  private String representation() {
    if (!settings.isEmpty()) {
      throw new ConfigException("--set gives options of a kind other than embeddings; add --kind");
    }
    return unusable(Files.isDirectory(path) ? run() : embeddings());
  }

  /** Arrays of another kind than embeddings; the answer is why a gate must stop them, or null. */
  private String face() {
    if (labels != null || view2 != null || reading.given()) {
      throw new ConfigException(
          Text.of(
              "--labels, --view2 and the options for reading apply to embeddings, not to the kind %s; leave them out",
              kind));
    }
    var diagnosis = new FaceDiagnosis(kind, path, baseline, FaceDiagnosis.settings(settings));
    var exam = json ? diagnosis.json() : diagnosis.text(out == null ? page(path) : out);
    return exam.verdict().usable()
        ? null
        : Text.of("the verdict is %s (%s)", exam.verdict().title(), exam.finding());
  }

  /** Why a gate must not let it through, or null. */
  private static String unusable(Diagnosis diagnosis) {
    if (!diagnosis.verdict().usable()) {
      return "the verdict is " + diagnosis.verdict().title();
    }
    boolean measured =
        diagnosis.layers().isEmpty()
            || diagnosis.layers().stream().anyMatch(layer -> layer.measures() != null);
    return measured ? null : "no layer could be measured";
  }

  private Diagnosis run() {
    if (labels != null || view2 != null || out != null || baseline != null || reading.given()) {
      throw new ConfigException(
          Text.of(
              "--labels, --view2, --baseline, --out and the options for reading apply to files of embeddings only, but %s is a directory; leave these options out",
              path));
    }
    var run = RunDirectory.open(path);
    var diagnosis = RunDiagnosis.of(run);
    DiagnosisFile.write(run, diagnosis);
    if (json) {
      Console.out(DiagnosisFile.json(diagnosis).stripTrailing());
      return diagnosis;
    }
    Console.out(DiagnosisText.of(diagnosis, SpectraFile.last(run)));
    RunReport.write(run.path(), run.report());
    Console.out("report: " + run.report());
    return diagnosis;
  }

  private Diagnosis embeddings() {
    var page = out == null ? page(path) : out;
    boolean labelled = labels == null;
    try (var file = EmbeddingFile.open(path, reading.read(labelled));
        var second = view2 == null ? null : EmbeddingFile.open(view2, reading.read(labelled));
        var before =
            baseline == null ? null : EmbeddingFile.open(baseline, reading.read(labelled))) {
      if (!json) {
        EmbeddingsReport.prepare(page); // refused now rather than after minutes of work
      }
      List<String> notes = new ArrayList<>(file.notes());
      var views = views(file, second, notes);
      var score = score(file, notes);
      var exam =
          EmbeddingExam.of(
              file.layers(),
              views,
              before == null ? Map.of() : pairs("baseline", file.layers(), before.layers()),
              score == null ? null : score.score().orElse(null));
      notes.addAll(exam.notes());
      print(exam, score, notes);
      if (!json) {
        EmbeddingsReport.write(exam, score, notes, path.getFileName().toString(), page);
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

  private Map<String, EmbeddingMatrix> views(
      EmbeddingFile file, EmbeddingFile second, List<String> notes) {
    if (second == null) {
      return Map.of();
    }
    second.notes().stream().filter(note -> !notes.contains(note)).forEach(notes::add);
    var pairs = pairs("second view", file.layers(), second.layers());
    return sameOrder(file.names(), second.names(), notes) ? pairs : Map.of();
  }

  /** A single layer belongs to the single layer of the other file, whatever they are called. */
  private static Map<String, EmbeddingMatrix> pairs(
      String what, Map<String, EmbeddingMatrix> layers, Map<String, EmbeddingMatrix> others) {
    if (layers.size() == 1 && others.size() == 1) {
      return Map.of(layers.keySet().iterator().next(), others.values().iterator().next());
    }
    for (String name : others.keySet()) {
      if (!layers.containsKey(name)) {
        throw new DataException(
            Text.of(
                "the %s has a layer %s, but %s has %s", what, name, first(what), layers.keySet()));
      }
    }
    return others;
  }

  private static String first(String what) {
    return what.equals("baseline") ? "the file" : "the first";
  }

  /** Names of two views may differ in spelling; the same names in another order are a mistake. */
  private static boolean sameOrder(List<String> names, List<String> others, List<String> notes) {
    if (names.size() != others.size()
        || names.equals(others)
        || !new TreeSet<>(names).equals(new TreeSet<>(others))) {
      return true;
    }
    int row = 0;
    while (names.get(row).equals(others.get(row))) {
      row++;
    }
    notes.add(
        Text.of(
                "The rows of the second view are in another order: row %d is \"%s\" in the first and \"%s\" in the second.",
                row, OneLine.of(names.get(row)), OneLine.of(others.get(row)))
            + " The two views are therefore not compared.");
    return false;
  }

  /** Of the layer that is kept after training, if it can be told, else of the first. */
  private LabelScore score(EmbeddingFile file, List<String> notes) {
    var layers = file.layers();
    String layer = layers.containsKey("backbone") ? "backbone" : layers.keySet().iterator().next();
    var matrix = layers.get(layer);
    Labels known =
        labels == null
            ? file.labels(layer).orElse(null)
            : EmbeddingFile.labels(
                labels, reading.readLabels(), reading.tokens() ? -1 : matrix.rows(), notes);
    if (known == null) {
      return null;
    }
    if (reading.tokens()) {
      return LabelScore.without(
          layer,
          known.source(),
          matrix.rows(),
          "with --pool tokens an image has several vectors, and they would be each other's nearest neighbours");
    }
    if (labels == null && known.classes().length != matrix.rows()) {
      return LabelScore.without(
          layer,
          known.source(),
          matrix.rows(),
          Text.of("there are %d labels and %d embeddings", known.classes().length, matrix.rows()));
    }
    return LabelScore.of(layer, matrix, known.source(), known.classes());
  }

  private void print(EmbeddingExam exam, LabelScore score, List<String> notes) {
    if (json) {
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("score", score);
      more.put("notes", notes);
      Console.out(DiagnosisFile.json(exam.diagnosis(), more).stripTrailing());
      return;
    }
    Map<String, double[]> spectra = new LinkedHashMap<>();
    exam.spectra().forEach((name, spectrum) -> spectra.put(name, eigenvalues(spectrum)));
    var said = score == null ? List.<String>of() : List.of(score.sentence());
    Console.out(DiagnosisText.of(exam.diagnosis(), spectra, said, notes));
  }

  private static double[] eigenvalues(Spectrum spectrum) {
    return spectrum.eigenvalues();
  }
}

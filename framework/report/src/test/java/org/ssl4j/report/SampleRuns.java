package org.ssl4j.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ssl4j.run.Json;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RecordedRun;
import org.ssl4j.run.RunDirectory;

/** Run and study directories with every file a page is made from, as large as asked. */
final class SampleRuns {

  /** Markup, quotes, the end of a script, line separators: what must arrive on the page as text. */
  static final String HOSTILE =
      "</script><script>window.injected=1</script><!--<img src=x onerror=window.injected=1>\"'&{{data}}\u2028$1\\";

  static final List<String> LAYERS = List.of("backbone", "projector", "predictor", "target");

  private static final List<String> STAGES = List.of("stage1", "stage2", "stage3", "projector1");

  private static final int CLASSES = 10;

  private SampleRuns() {}

  /**
   * @param name of the experiment and of its classes
   * @param fall by how much the rank falls: 0 healthy, 1 collapsed
   */
  static Path run(Path directory, String name, int epochs, int stepsPerEpoch, double fall) {
    try {
      Files.createDirectories(directory);
      var run = new RunDirectory(directory);
      write(run.config(), Json.MAPPER.writeValueAsString(config(name, epochs)) + "\n");
      write(run.provenance(), provenance(name).toPrettyString());
      var random = new SplittableRandom(epochs);
      var metrics = new StringBuilder();
      var spectra = new StringBuilder();
      for (int e = 0; e <= epochs; e++) {
        double left = 1 - fall * e / epochs;
        metrics.append(epoch(e, stepsPerEpoch, left, random)).append('\n');
        spectra.append(spectrum(e, stepsPerEpoch, left)).append('\n');
      }
      write(run.metrics(), metrics.toString());
      write(directory.resolve("spectra.jsonl"), spectra.toString());
      var steps = new StringBuilder();
      for (int s = 1; s <= epochs * stepsPerEpoch; s++) {
        double left = 1 - fall * s / (epochs * stepsPerEpoch);
        steps.append(step(s, 1 + (s - 1) / stepsPerEpoch, left, random)).append('\n');
      }
      write(run.steps(), steps.toString());
      write(run.diagnosis(), diagnosis(name, fall > 0.5).toString());
      write(run.encoder(), "not read by pages");
      Files.createDirectories(directory.resolve("evaluation"));
      write(directory.resolve("evaluation/linear.json"), linear(name).toString());
      gallery(run, name);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds an epoch to a run of four steps each, with all layers on two directions. */
  static void collapsedEpoch(Path directory, int epoch) throws IOException {
    var metrics = new RunDirectory(directory).metrics();
    var line = (ObjectNode) JsonFiles.lines(metrics).get(epoch - 1);
    line.put("epoch", epoch).put("step", 4 * epoch);
    for (String layer : LAYERS) {
      line.withObject("/layers/" + layer).put("effectiveRank", 2).put("topEigenvalueShare", 0.99);
    }
    Files.writeString(metrics, line + "\n", StandardOpenOption.APPEND);
  }

  /**
   * A copy of a real run on record, which has no encoder: to a page it is not finished. The
   * recordings lack the stages; the backbone stands in for them.
   */
  static Path recorded(String name, Path directory) {
    try {
      Files.createDirectories(directory);
      var source = RecordedRun.of(name);
      var run = new RunDirectory(directory);
      for (Path file : List.of(run.config(), run.steps())) {
        Files.copy(source.resolve(file.getFileName()), file);
      }
      var metrics = new StringBuilder();
      for (var line : JsonFiles.lines(source.resolve("metrics.jsonl"))) {
        var layers = (ObjectNode) line.get("layers");
        for (String stage : STAGES) {
          layers.set(stage, layers.get("backbone"));
        }
        metrics.append(line).append('\n');
      }
      write(run.metrics(), metrics.toString());
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param directories of the cells' runs, relative to the study
   */
  static Path study(Path directory, String name, List<String> directories) {
    var study = Json.MAPPER.createObjectNode();
    study
        .put("name", name)
        .put("kind", "ablation")
        .put("title", name)
        .put("description", "Sample.")
        .put("answer", name)
        .put("settled", false);
    study.putArray("leads").addObject().put("measure", "knn").put("sentence", name + " leads.");
    var axis = study.putArray("axes").addObject();
    axis.put("path", "method.stopGradient").putArray("values").add(true).add(false);
    var other = study.withArray("/axes").addObject();
    other
        .put("path", "method.projector.outputBatchNorm")
        .putArray("values")
        .add("none")
        .add("affine");
    var prediction = study.putArray("predictions").addObject();
    prediction
        .put("statement", "Without stop-gradient it collapses")
        .put("source", "arXiv:2011.10566");
    prediction.put("expected", "collapse").put("observed", name).put("reproduced", true);
    prediction.put("evidence", "std ratio 0.02");
    study.withArray("/predictions").addObject().put("statement", "Open").putNull("reproduced");
    var cells = study.putArray("cells");
    for (int i = 0; i < directories.size(); i++) {
      var cell = cells.addObject();
      cell.put("id", "cell" + i).put("label", name + i).put("status", "done");
      cell.putObject("settings")
          .put("method.stopGradient", i % 2 == 0)
          .put("method.projector.outputBatchNorm", i / 2 % 2 == 0 ? "none" : "affine");
      cell.putObject("published")
          .put("knn", 0.5 + i / 100.0)
          .put("sameData", i > 0)
          .put("source", "a paper");
      cell.putArray("runs")
          .addObject()
          .put("seed", 0)
          .put("directory", directories.get(i))
          .put("status", "done");
      var summary = cell.putObject("summary");
      summary.putObject("knn").put("mean", 0.4 + i / 50.0).put("spread", 0.01).put("n", 3);
      summary.putObject("effectiveRank").put("mean", 80 - 9.0 * i).put("spread", 2).put("n", 3);
      summary.putObject("verdicts").put(i % 2 == 0 ? "HEALTHY" : "COMPLETE_COLLAPSE", 2);
      if (i == 1) {
        summary.withObject("/verdicts").put("UNCERTAIN", 1);
      }
    }
    cells
        .addObject()
        .put("id", "refused")
        .put("label", "refused")
        .put("status", "refused")
        .put("reason", "no predictor to scale");
    try {
      Files.createDirectories(directory);
      write(directory.resolve("study.json"), study.toPrettyString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  /** JSON is YAML too, and quotes a hostile name correctly. */
  private static ObjectNode config(String name, int epochs) {
    var config = Json.MAPPER.createObjectNode();
    config.put("name", name);
    config.putObject("method").put("name", "simsiam");
    config.putObject("data").put("dataset", "cifar10");
    config.putObject("schedule").put("epochs", epochs);
    return config;
  }

  private static ObjectNode provenance(String name) {
    var facts = Json.MAPPER.createObjectNode();
    facts.put("gitCommit", name);
    facts
        .putObject("train")
        .put("name", "cifar10/train")
        .put("images", 10000)
        .put("classes", CLASSES);
    return facts;
  }

  private static ObjectNode epoch(int epoch, int steps, double left, SplittableRandom random) {
    var line = Json.MAPPER.createObjectNode();
    line.put("epoch", epoch).put("step", epoch * steps);
    double loss = -1 + Math.exp(-epoch / 10.0) + 0.01 * random.nextDouble();
    if (epoch == 0) {
      line.putNull("loss").putObject("terms");
    } else {
      line.put("loss", loss).putObject("terms").put("similarity", loss);
    }
    line.putObject("references").putObject("loss").put("floor", -1.0).put("chance", 0.0);
    var layers = line.putObject("layers");
    for (int i = 0; i < LAYERS.size(); i++) {
      var layer = layers.putObject(LAYERS.get(i));
      double noise = 0.02 * random.nextDouble();
      layer.put("rows", 1000).put("dim", 128).put("stdRatio", left * 0.9 + noise);
      layer
          .put("meanCosine", 1 - left * 0.9 - noise)
          .put("effectiveRank", 1 + 90 * left - 5 * i + noise);
      layer.put("rankMe", 1 + 60 * left + noise).put("topEigenvalueShare", 1 - 0.7 * left);
      layer
          .put("participationRatio", 1 + 9 * left)
          .put("stableRank", 1 + 2 * left)
          .put("cevAuc", 0.8);
      layer
          .put("uniformity", -3 * left)
          .put("alignment", 0.3 * left)
          .put("meanPositiveCosine", 0.8);
      layer.put("offDiagonalCorrelation", 0.2).put("alphaReq", 1.2 + noise).put("alphaReqR2", 0.98);
      layer.put("meanNorm", 8 + noise).put("rawStd", 0.5).put("zeroRowFraction", 0.0);
      layer
          .put("nearSingularFraction", 1 - left)
          .put("constantDims", 0)
          .put("centredDegenerate", false);
    }
    var knn =
        line.putObject("knn")
            .put("top1", 0.3 + 0.2 * left * (1 - Math.exp(-epoch / 20.0)) + noise(random));
    knn.put("k", 200).put("temperature", 0.1).put("layer", "backbone").put("bank", 10000);
    knn.put("queries", 2000).put("weights", "last");
    line.putObject("baselines").put("pixelsKnn", 0.349).put("untrainedKnn", 0.304);
    line.put("learningRate", 0.1)
        .put("imagesPerSecond", 1200.5)
        .put("dataWaitShare", 0.01)
        .put("seconds", 17.25);
    return line;
  }

  private static double noise(SplittableRandom random) {
    return 0.01 * random.nextDouble();
  }

  private static ObjectNode step(int step, int epoch, double left, SplittableRandom random) {
    var line = Json.MAPPER.createObjectNode();
    line.put("step", step).put("epoch", epoch).put("loss", -left + 0.1 * random.nextDouble());
    line.putObject("terms").put("similarity", -left);
    line.put("stdRatio", left + noise(random))
        .put("meanCosine", 1 - left + noise(random))
        .put("effectiveRank", 1 + 50 * left)
        .put("gradientNorm", 2 - left)
        .put("learningRate", 0.1);
    return line;
  }

  private static ObjectNode spectrum(int epoch, int steps, double left) {
    var line = Json.MAPPER.createObjectNode();
    line.put("epoch", epoch).put("step", epoch * steps);
    var layers = line.putObject("layers");
    for (String name : LAYERS) {
      var values = layers.putArray(name);
      int count = name.equals("projector") ? 512 : 128;
      for (int i = 0; i < count; i++) {
        values.add(i > 4 + left * count ? 0.0 : Math.pow(i + 1, -1 - 2 * (1 - left)));
      }
    }
    return line;
  }

  private static ObjectNode diagnosis(String name, boolean collapsed) {
    var diagnosis = Json.MAPPER.createObjectNode();
    diagnosis
        .put("verdict", collapsed ? "DIMENSIONAL_COLLAPSE" : "HEALTHY")
        .put("severity", collapsed ? "SEVERE" : "NONE");
    var layer = diagnosis.putArray("layers").addObject();
    layer
        .put("name", "projector")
        .put("verdict", collapsed ? "DIMENSIONAL_COLLAPSE" : "HEALTHY")
        .putObject("measures");
    var evidence = layer.putArray("evidence").addObject();
    evidence
        .put("measure", "effectiveRank")
        .put("value", 3)
        .put("threshold", 9)
        .put("epoch", 4)
        .put("sentence", name);
    if (collapsed) {
      diagnosis.putObject("onset").put("step", 12).put("epoch", 1).put("signal", "stdRatio");
      var cause = diagnosis.putArray("causes").addObject();
      cause
          .put("cause", name)
          .put("setting", "method.stopGradient")
          .put("value", false)
          .put("confidence", 0.9);
      cause.put("test", "method.stopGradient=true");
    } else {
      diagnosis.putNull("onset").putArray("causes");
    }
    return diagnosis;
  }

  private static ObjectNode linear(String name) {
    var linear = Json.MAPPER.createObjectNode();
    linear
        .put("top1", 0.52)
        .put("top5", 0.93)
        .putObject("protocol")
        .put("layer", "backbone")
        .put("note", name);
    var classes = linear.putArray("perClass");
    var confusion = linear.putArray("confusion");
    for (int i = 0; i < CLASSES; i++) {
      classes.addObject().put("class", name + i).put("recall", 0.1 * i);
      var row = confusion.addArray();
      for (int j = 0; j < CLASSES; j++) {
        row.add(i == j ? 60 : 4);
      }
    }
    return linear;
  }

  private static void gallery(RunDirectory run, String name) {
    int count = 600;
    var random = new SplittableRandom(7);
    var description = Json.MAPPER.createObjectNode();
    description.put("format", GalleryFiles.FORMAT).put("version", GalleryFiles.VERSION);
    description.put("split", "cifar10/test").put("images", count).put("weights", "last");
    var names = description.putArray("classNames");
    for (int c = 0; c < CLASSES; c++) {
      names.add(name + c);
    }
    var labels = description.putArray("labels");
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % CLASSES;
      labels.add(label);
      points.add(
          new double[] {
            0.5 * Math.cos(label) + 0.2 * random.nextDouble(),
            0.5 * Math.sin(label) + 0.2 * random.nextDouble()
          });
    }
    for (String layer : List.of("backbone", "projector")) {
      var projection = description.withObject("/projections").putObject(layer);
      var x = projection.putArray("x");
      var y = projection.putArray("y");
      points.forEach(point -> x.add(PageJson.rounded(point[0])));
      points.forEach(point -> y.add(PageJson.rounded(point[1])));
      projection.putArray("shares").add(0.4).add(0.2);
    }
    var neighbours =
        description.putObject("neighbours").put("layer", "backbone").putArray("queries");
    for (int q = 0; q < Gallery.QUERIES; q++) {
      var found = neighbours.addObject().put("image", q).putArray("neighbours");
      for (int k = 1; k <= Gallery.NEIGHBOURS; k++) {
        found.addObject().put("image", q + (k % 2 == 0 ? 10 * k : k)).put("cosine", 0.9);
      }
    }
    description.putObject("thumbnails").put("size", 32).put("columns", 25);
    var views = description.putObject("views").put("cell", 32).put("views", 2).put("draws", 3);
    views.putArray("images").add(0).add(1);
    views.withArray("labels").add(0).add(1);
    GalleryFiles.write(
        run, description, picture(25 * 32, 24 * 32, random), picture(7 * 32, 2 * 32, random));
  }

  /** Noise in blocks: as hard to compress as photographs of that size. */
  private static BufferedImage picture(int width, int height, SplittableRandom random) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(
            x,
            y,
            Color.HSBtoRGB(
                (x / 32 % CLASSES) / 10f, 0.6f, 0.4f + 0.5f * (float) random.nextDouble()));
      }
    }
    return image;
  }
}

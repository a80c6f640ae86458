package org.ssl4j.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.ssl4j.diagnose.EmbeddingExam;
import org.ssl4j.eval.LabelScore;
import org.ssl4j.run.Json;

/**
 * The page of embeddings that come without a run: verdict, evidence, measures and spectrum of every
 * layer.
 */
public final class EmbeddingsReport {

  private EmbeddingsReport() {}

  /**
   * Writes the page; an earlier page is replaced.
   *
   * @param name what the embeddings are called
   * @param score what labels say of them, or null without labels
   * @param notes what was recognised in the files and what was left out
   * @throws org.ssl4j.run.RunException if the page cannot be written, or another file is there
   */
  public static void write(
      EmbeddingExam exam, LabelScore score, List<String> notes, String name, Path html) {
    var data = ReportPage.data("embeddings");
    var embeddings = embeddings(exam, name);
    embeddings.set("score", score == null ? null : Json.MAPPER.valueToTree(score));
    embeddings.set("notes", Json.MAPPER.valueToTree(notes));
    data.set("embeddings", embeddings);
    ReportPage.write(html, name, data);
  }

  /**
   * Makes the page's directory, before the time it takes to have something to write.
   *
   * @throws org.ssl4j.run.RunException if it cannot be made, or another file is there
   */
  public static void prepare(Path html) {
    ReportPage.prepare(html);
  }

  private static ObjectNode embeddings(EmbeddingExam exam, String name) {
    var data = Json.MAPPER.createObjectNode();
    data.put("name", name);
    data.set("diagnosis", PageJson.of(exam.diagnosis()));
    data.set("thresholds", ThresholdData.shares());
    var spectra = data.putObject("spectra");
    exam.spectra()
        .forEach(
            (layer, spectrum) -> spectra.set(layer, SpectraData.curve(spectrum.eigenvalues())));
    return data;
  }
}

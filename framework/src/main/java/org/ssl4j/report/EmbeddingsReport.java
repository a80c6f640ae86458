package org.ssl4j.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.ssl4j.collapse.EmbeddingExam;

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
   * @throws org.ssl4j.train.RunException if the page cannot be written, or another file is there
   */
  public static void write(EmbeddingExam exam, String name, Path html) {
    var data = ReportPage.data("embeddings");
    data.set("embeddings", embeddings(exam, name));
    ReportPage.write(html, name, data);
  }

  /**
   * Makes the page's directory, before the time it takes to have something to write.
   *
   * @throws org.ssl4j.train.RunException if it cannot be made, or another file is there
   */
  public static void prepare(Path html) {
    ReportPage.prepare(html);
  }

  private static ObjectNode embeddings(EmbeddingExam exam, String name) {
    var data = JsonFiles.MAPPER.createObjectNode();
    data.put("name", name);
    data.set("diagnosis", JsonFiles.of(exam.diagnosis()));
    data.set("thresholds", ThresholdData.shares());
    var spectra = data.putObject("spectra");
    exam.spectra()
        .forEach(
            (layer, spectrum) -> spectra.set(layer, SpectraData.curve(spectrum.eigenvalues())));
    return data;
  }
}

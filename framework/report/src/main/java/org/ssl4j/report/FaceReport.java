package org.ssl4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.ssl4j.kinds.FaceExam;
import org.ssl4j.run.Json;

/** The page of arrays of one kind: verdict, evidence, measures, and the pictures of the kind. */
public final class FaceReport {

  private FaceReport() {}

  /**
   * Writes the page; an earlier page is replaced.
   *
   * @param read which arrays were read as what
   * @param name what the file is called
   * @throws org.ssl4j.run.RunException if the page cannot be written, or another file is there
   */
  public static void write(FaceExam exam, List<String> read, String name, Path html) {
    var data = ReportPage.data("face");
    ObjectNode face = Json.MAPPER.valueToTree(exam);
    face.put("name", name);
    face.set("input", Json.MAPPER.valueToTree(read));
    face.set("pictures", rounded(face.get("pictures")));
    data.set("face", face);
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

  /** The same tree with numbers as short as a page shows them. */
  private static JsonNode rounded(JsonNode node) {
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, rounded(array.get(i)));
      }
    } else if (node instanceof ObjectNode object) {
      object.properties().forEach(entry -> entry.setValue(rounded(entry.getValue())));
    }
    return node.isDouble() ? PageJson.rounded(node.doubleValue()) : node;
  }
}

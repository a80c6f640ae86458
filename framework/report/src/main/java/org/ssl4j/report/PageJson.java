package org.ssl4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.math.BigDecimal;
import java.math.MathContext;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.run.DiagnosisFile;
import org.ssl4j.run.Json;

/** JSON as pages have it: numbers as short as a reader needs. */
final class PageJson {

  /** More digits than a page can show; full precision stays in the metric files. */
  private static final MathContext DIGITS = new MathContext(6);

  private PageJson() {}

  /** A diagnosis as diagnosis.json has it. */
  static JsonNode of(Diagnosis diagnosis) {
    try {
      return Json.MAPPER.readTree(DiagnosisFile.json(diagnosis));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a diagnosis is not written as JSON", e);
    }
  }

  /** A number to six significant digits; null stays null, and so does what JSON has no word for. */
  static JsonNode rounded(double value) {
    if (!Double.isFinite(value)) {
      return JsonNodeFactory.instance.nullNode();
    }
    NumericNode node =
        value == Math.rint(value) && Math.abs(value) < 1e9
            ? JsonNodeFactory.instance.numberNode((long) value)
            : JsonNodeFactory.instance.numberNode(
                new BigDecimal(value).round(DIGITS).doubleValue());
    return node;
  }
}

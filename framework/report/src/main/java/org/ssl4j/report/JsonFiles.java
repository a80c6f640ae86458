package org.ssl4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.run.DiagnosisFile;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/** Reads the JSON of run and study directories, and writes numbers as short as a reader needs. */
final class JsonFiles {

  static final ObjectMapper MAPPER = new ObjectMapper();

  /** More digits than a page can show; full precision stays in the metric files. */
  private static final MathContext DIGITS = new MathContext(6);

  private JsonFiles() {}

  /**
   * The value in a file, if the file is there.
   *
   * @throws RunException if it cannot be read or is not JSON
   */
  static Optional<JsonNode> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readTree(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (JsonProcessingException e) {
      throw damaged(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr(), e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The values of a file with one per line; none if there is no such file. A last line that is not
   * complete belongs to a run that is being written or was killed, and is left out.
   *
   * @throws RunException if the file cannot be read or an earlier line is not JSON
   */
  static List<JsonNode> lines(Path file) {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      var lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
      List<JsonNode> values = new ArrayList<>(lines.size());
      for (int i = 0; i < lines.size(); i++) {
        try {
          values.add(MAPPER.readTree(lines.get(i)));
        } catch (JsonProcessingException e) {
          if (i < lines.size() - 1) {
            throw damaged(file, i + 1, e);
          }
        }
      }
      return values;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** A diagnosis as diagnosis.json has it. */
  static JsonNode of(Diagnosis diagnosis) {
    try {
      return MAPPER.readTree(DiagnosisFile.json(diagnosis));
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

  private static RunException damaged(Path file, int line, JsonProcessingException cause) {
    return new RunException(
        Text.of("line %d of %s is not JSON; restore the file or remove it", line, file), cause);
  }

  private static RunException unreadable(Path file, IOException cause) {
    return new RunException(Text.of("cannot read %s (%s)", file, cause.getMessage()), cause);
  }
}

package org.ssl4j.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ssl4j.text.Text;

/** Files of one JSON object a line. */
public final class JsonLines {

  private JsonLines() {}

  /** The lines of a file, none if there is no file. */
  public static List<JsonNode> readIfThere(Path file) {
    return Files.isRegularFile(file) ? read(file) : List.of();
  }

  /**
   * The lines of a file.
   *
   * @throws RunException if it cannot be read, or a line before the last is no JSON
   */
  public static List<JsonNode> read(Path file) {
    try {
      List<JsonNode> nodes = new ArrayList<>();
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      for (int i = 0; i < lines.size(); i++) {
        try {
          nodes.add(Json.MAPPER.readTree(lines.get(i)));
        } catch (JsonProcessingException e) {
          if (i < lines.size() - 1) {
            throw new RunException(Text.of("line %d of %s is not JSON", i + 1, file), e);
          }
          // The torn last line of a run that was killed or is being written.
        }
      }
      return nodes;
    } catch (IOException e) {
      throw new RunException(Text.of("cannot read %s (%s)", file, e.getMessage()), e);
    }
  }
}

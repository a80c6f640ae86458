package org.ssl4j.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ssl4j.text.Text;

/** Reads the JSON of run and study directories. */
public final class JsonFiles {

  private JsonFiles() {}

  /**
   * The value in a file, if the file is there.
   *
   * @throws RunException if it cannot be read or is not JSON
   */
  public static Optional<JsonNode> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.MAPPER.readTree(Files.readString(file, StandardCharsets.UTF_8)));
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
  public static List<JsonNode> lines(Path file) {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      var lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
      List<JsonNode> values = new ArrayList<>(lines.size());
      for (int i = 0; i < lines.size(); i++) {
        try {
          values.add(Json.MAPPER.readTree(lines.get(i)));
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

  private static RunException damaged(Path file, int line, JsonProcessingException cause) {
    return new RunException(
        Text.of("line %d of %s is not JSON; restore the file or remove it", line, file), cause);
  }

  private static RunException unreadable(Path file, IOException cause) {
    return new RunException(Text.of("cannot read %s (%s)", file, cause.getMessage()), cause);
  }
}

package org.ssl4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/** What a page knows of a study: {@code study.json}, and the curves of the runs it names. */
final class StudyData {

  private StudyData() {}

  /**
   * @param html where the page will be, so that it can name the runs' own pages by relative links
   * @return study.json with "data" (curves) and "page" (link) added to each run that is there
   */
  static ObjectNode read(Path study, Path html) {
    var file = study.resolve("study.json");
    var data =
        JsonFiles.read(file)
            .orElseThrow(
                () -> new RunException(Text.of("%s holds no study (no study.json in it)", study)));
    if (!(data instanceof ObjectNode object)) {
      throw new RunException(Text.of("%s is not a study; restore or remove it", file));
    }
    for (JsonNode cell : object.path("cells")) {
      for (JsonNode run : cell.path("runs")) {
        if (run instanceof ObjectNode node) {
          addRun(study, html, node);
        }
      }
    }
    return object;
  }

  private static void addRun(Path study, Path html, ObjectNode run) {
    var directory = study.resolve(run.path("directory").asText());
    if (!Files.isRegularFile(new RunDirectory(directory).config())) {
      return; // not run yet, or moved away; its status in study.json says which
    }
    run.set("data", RunData.curves(RunDirectory.open(directory)));
    var page = directory.resolve("report.html");
    if (Files.isRegularFile(page)) {
      var from = html.toAbsolutePath().normalize().getParent();
      run.put("page", link(from, page.toAbsolutePath().normalize()));
    }
  }

  /** A relative link; the leading dot keeps a colon in a name from being read as a scheme. */
  private static String link(Path from, Path page) {
    var link = new StringBuilder(".");
    for (Path segment : from.relativize(page)) {
      link.append('/')
          .append(
              URLEncoder.encode(segment.toString(), StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return link.toString();
  }
}

package org.ssl4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringEscapeUtils;
import org.ssl4j.config.Versions;
import org.ssl4j.run.Json;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.storage.Sha256;
import org.ssl4j.text.Text;

/**
 * Puts the page together: the template, the style sheet, the scripts and the chart library are
 * resources beside this class, the numbers go in as one block of JSON.
 *
 * <p>Nothing of a run can become markup or code: JSON is escaped so that no tag can start in it,
 * the scripts put text on the page as text only, and the page's content security policy lets no
 * script run but these, by their hashes.
 */
final class ReportPage {

  /** In the order in which they depend on each other. */
  private static final List<String> SCRIPTS =
      List.of(
          "base.js",
          "tables.js",
          "charts.js",
          "run.js",
          "gallery.js",
          "study.js",
          "embeddings.js",
          "face.js",
          "live.js",
          "main.js");

  private static final String ECHARTS_POM = "META-INF/maven/org.webjars.npm/echarts/pom.properties";

  /** How the title of every page ends, in its first bytes. */
  private static final String TITLE_END = "- SSL4J</title>";

  private static final int HEAD_BYTES = 16_384;

  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

  private ReportPage() {}

  /**
   * The start of a page's data.
   *
   * @param kind run, study, embeddings or face
   */
  static ObjectNode data(String kind) {
    var data = Json.MAPPER.createObjectNode();
    data.put("kind", kind);
    data.put("generator", "SSL4J " + Versions.SSL4J);
    return data;
  }

  /**
   * Writes a page so that either the old or the new one is there.
   *
   * @throws RunException if the disk refuses, or a file that is no page of ours is there
   */
  static void write(Path html, String title, ObjectNode data) {
    prepare(html);
    RunDirectory.writeAtomically(html, render(title, data));
  }

  /** Refuses what {@link #write} would, and makes the page's directory. */
  static void prepare(Path html) {
    requireNoOtherFile(html);
    try {
      var parent = html.toAbsolutePath().getParent();
      Files.createDirectories(parent);
    } catch (IOException e) {
      throw new RunException(
          Text.of(
              "cannot create the directory of %s (%s); choose another file",
              html, DurableFiles.reason(e)),
          e);
    }
  }

  /** A page may replace an earlier one, but nothing else that somebody has. */
  private static void requireNoOtherFile(Path html) {
    if (!Files.exists(html)) {
      return;
    }
    try (var in = Files.newInputStream(html)) {
      var start = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
      if (!start.contains(TITLE_END)) {
        throw new RunException(
            Text.of("%s exists and is not a report; choose another file, or move that file", html));
      }
    } catch (IOException e) {
      throw new RunException(
          Text.of(
              "cannot read the existing %s (%s); choose another file",
              html, DurableFiles.reason(e)),
          e);
    }
  }

  /** The whole page. */
  static String render(String title, ObjectNode data) {
    var library = library();
    var code = scripts();
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("title", StringEscapeUtils.escapeHtml4(title));
    parts.put("style", resource("report.css"));
    parts.put("notices", resource("notices.txt"));
    parts.put("library", library);
    parts.put("script", code);
    parts.put("data", escaped(data));
    parts.put("hashes", hash(library) + " " + hash(code));
    return filled(resource("page.html"), parts);
  }

  /**
   * JSON that can stand in a script element: without a less-than sign neither an end tag nor a
   * comment can begin.
   */
  static String escaped(JsonNode data) {
    try {
      return Json.MAPPER
          .writeValueAsString(data)
          .replace("&", "\\u0026")
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON cannot be written", e);
    }
  }

  /** In one pass: what is put in is never searched for places. */
  private static String filled(String template, Map<String, String> parts) {
    return PLACE
        .matcher(template)
        .replaceAll(place -> Matcher.quoteReplacement(part(parts, place.group(1))));
  }

  private static String part(Map<String, String> parts, String name) {
    var part = parts.get(name);
    if (part == null) {
      throw new IllegalStateException("page.html has a placeholder without content: " + name);
    }
    return part;
  }

  private static String scripts() {
    var text = new StringBuilder("\n");
    SCRIPTS.forEach(name -> text.append(resource(name)));
    return text.toString();
  }

  private static String library() {
    var properties = new Properties();
    try (var in = ReportPage.class.getClassLoader().getResourceAsStream(ECHARTS_POM)) {
      if (in == null) {
        throw new IllegalStateException("the chart library is not on the class path");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return classPath(
        Text.of(
            "META-INF/resources/webjars/echarts/%s/dist/echarts.min.js",
            properties.getProperty("version")));
  }

  private static String resource(String name) {
    return classPath("org/ssl4j/report/" + name);
  }

  private static String classPath(String path) {
    try (var in = ReportPage.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + path);
      }
      // The browser hashes a script after it has made every line end a line feed.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String script) {
    return "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(script)) + "'";
  }
}

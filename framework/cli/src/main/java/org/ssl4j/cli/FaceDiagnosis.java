package org.ssl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.error.ConfigException;
import org.ssl4j.kinds.CollapseKinds;
import org.ssl4j.kinds.FaceExam;
import org.ssl4j.kinds.KindFile;
import org.ssl4j.report.FaceReport;
import org.ssl4j.run.Json;
import org.ssl4j.text.Text;

/** Diagnoses arrays of one kind: reads, judges, prints, and writes the page. */
final class FaceDiagnosis {

  private final String kind;
  private final Path file;
  private final Path baseline;
  private final Map<String, String> settings;

  /**
   * @param baseline file of an earlier state, or null
   * @param settings options of the kind
   */
  FaceDiagnosis(String kind, Path file, Path baseline, Map<String, String> settings) {
    this.kind = kind;
    this.file = file;
    this.baseline = baseline;
    this.settings = settings;
  }

  /** Prints one JSON object. */
  FaceExam json() {
    var answer = examine();
    var object = Json.MAPPER.valueToTree(answer.exam());
    if (object instanceof ObjectNode node) {
      node.set("input", Json.MAPPER.valueToTree(answer.read()));
    }
    Console.out(Json.pretty(object).stripTrailing());
    return answer.exam();
  }

  /** Prints the diagnosis and writes the page. */
  FaceExam text(Path page) {
    FaceReport.prepare(page); // refused now rather than after minutes of work
    var answer = examine();
    Console.out(FaceText.of(answer.exam(), answer.read()));
    FaceReport.write(answer.exam(), answer.read(), file.getFileName().toString(), page);
    Console.out("report: " + page);
    return answer.exam();
  }

  private Answer examine() {
    var known = CollapseKinds.named(kind);
    try (var now = KindFile.open(known, file, settings);
        var then = baseline == null ? null : KindFile.open(known, baseline, settings)) {
      List<String> read = new ArrayList<>(now.notes());
      if (then != null) {
        then.notes().forEach(note -> read.add("baseline: " + note));
      }
      return new Answer(FaceExam.of(known, now.input(), then == null ? null : then.input()), read);
    }
  }

  /** An examination and what was read for it. */
  private record Answer(FaceExam exam, List<String> read) {}

  /** Values of {@code NAME=VALUE}, in their order. */
  static Map<String, String> settings(List<String> given) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String one : given) {
      int equals = one.indexOf('=');
      if (equals < 1) {
        throw new ConfigException(Text.of("--set %s has no value; write --set NAME=VALUE", one));
      }
      settings.put(one.substring(0, equals), one.substring(equals + 1));
    }
    return settings;
  }
}

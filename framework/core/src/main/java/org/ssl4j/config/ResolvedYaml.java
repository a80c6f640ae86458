package org.ssl4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.serializer.Serializer;

/** Writes a complete config as YAML that {@link YamlReader} reads back to the same values. */
final class ResolvedYaml {
  /** Text that needs no quotes under any reading of YAML. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");

  private static final int NO_FOLDING = Integer.MAX_VALUE;

  private ResolvedYaml() {}

  static String write(JsonNode config) {
    var options = new DumperOptions();
    options.setWidth(NO_FOLDING);
    options.setSplitLines(false);
    var out = new StringWriter();
    var serializer =
        new Serializer(new Emitter(out, options), new UntypedResolver(), options, Tag.MAP);
    try {
      serializer.open();
      serializer.serialize(node(config));
      serializer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static Node node(JsonNode json) {
    if (json.isObject()) {
      List<NodeTuple> entries = new ArrayList<>();
      json.properties()
          .forEach(
              entry -> entries.add(new NodeTuple(plain(entry.getKey()), node(entry.getValue()))));
      return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
    }
    if (json.isArray()) {
      List<Node> elements = new ArrayList<>();
      json.forEach(element -> elements.add(node(element)));
      boolean sections = json.path(0).isObject();
      return new SequenceNode(Tag.SEQ, elements, sections ? FlowStyle.BLOCK : FlowStyle.FLOW);
    }
    if (json.isTextual()) {
      return text(json.textValue());
    }
    return plain(json.isDouble() ? Scalars.text(json.doubleValue()) : json.asText());
  }

  private static Node text(String text) {
    boolean safe = PLAIN.matcher(text).matches() && Scalars.kindOf(text) == Tree.Scalar.Kind.TEXT;
    return safe
        ? plain(text)
        : new ScalarNode(Tag.STR, text, null, null, ScalarStyle.DOUBLE_QUOTED);
  }

  private static Node plain(String text) {
    return new ScalarNode(Tag.STR, text, null, null, ScalarStyle.PLAIN);
  }
}

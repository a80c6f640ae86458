package org.ssl4j.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ssl4j.error.ConfigException;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML into {@link Tree}s. Nothing is constructed from tags, and size, nesting and aliases
 * are bounded, so a hostile file can neither run code nor exhaust memory.
 */
final class YamlReader {
  /** Bytes of a file; the largest shipped config has 2,000. */
  static final int MAX_BYTES = 256 * 1024;

  /** Sections and lists within each other; the deepest shipped config has 4. */
  static final int MAX_NESTING = 20;

  private static final int MAX_ALIASES = 50;

  /** Values after aliases are expanded. */
  private static final int MAX_VALUES = 20_000;

  private final String source;
  private final boolean lines;

  /** Nodes being converted, to notice an alias to its own container. */
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

  private int values;

  private YamlReader(String source, boolean lines) {
    this.source = source;
    this.lines = lines;
  }

  /**
   * Reads a file that must hold a section.
   *
   * @throws ConfigException if it cannot be read, is no UTF-8 or YAML, or holds something else
   */
  static Tree.Section file(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return stream(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": there is no such config file.", e);
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a directory" : e.getMessage();
      throw new ConfigException(file + ": the config cannot be read: " + why + ".", e);
    }
  }

  /** Reads a section from a text that messages call {@code source}. */
  static Tree.Section text(String yaml, String source) {
    try {
      return stream(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), source);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  /** Reads a section from a stream that messages call {@code source}. */
  static Tree.Section stream(InputStream in, String source) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ConfigException(
          source + ": is larger than " + MAX_BYTES / 1024 + " KiB, too large for a config.");
    }
    Tree tree = new YamlReader(source, true).read(decode(bytes, source));
    if (tree instanceof Tree.Section section) {
      return section;
    }
    throw new ConfigException(
        source
            + ": must hold keys and values (\"name: value\" lines), not "
            + (tree instanceof Tree.Scalar scalar && scalar.isNull() ? "nothing" : tree.describe())
            + ".");
  }

  /** Reads one value, e.g. that of {@code --set}; every place in it is {@code source}. */
  static Tree value(String yaml, String source) {
    return new YamlReader(source, false).read(yaml);
  }

  private static String decode(byte[] bytes, String source) {
    try {
      // A fresh decoder reports malformed input, where new String(..) would replace it silently.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ConfigException(source + ": is not UTF-8 text; save it as UTF-8.", e);
    }
  }

  private Tree read(String yaml) {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_NESTING);
    options.setCodePointLimit(MAX_BYTES);
    try {
      var parser = new ParserImpl(new StreamReader(new StringReader(yaml)), options);
      Node root = new Composer(parser, new UntypedResolver(), options).getSingleNode();
      return root == null
          ? new Tree.Scalar(Tree.Scalar.Kind.NULL, "", place(1))
          : convert(root, place(root));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      String problem = e.getProblem() == null ? e.getContext() : e.getProblem();
      throw new ConfigException(place(line) + ": is not valid YAML: " + problem + ".", e);
    } catch (YAMLException | IllegalArgumentException e) {
      // The scanner lets the NumberFormatException of an overlong \\U escape through.
      String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
      throw new ConfigException(source + ": is not valid YAML: " + problem + ".", e);
    }
  }

  private Tree convert(Node node, Place place) {
    if (++values > MAX_VALUES) {
      throw new ConfigException(source + ": holds more than " + MAX_VALUES + " values.");
    }
    if (!open.add(node)) {
      throw new ConfigException(
          place + ": an alias refers to a section that contains the alias; remove it.");
    }
    if (!UntypedResolver.isUntyped(node)) {
      throw new ConfigException(
          place + ": the YAML tag " + node.getTag().getValue() + " is not allowed; remove it.");
    }
    Tree tree;
    if (node instanceof MappingNode mapping) {
      tree = section(mapping, place);
    } else if (node instanceof SequenceNode sequence) {
      List<Tree> elements = new ArrayList<>();
      for (Node element : sequence.getValue()) {
        elements.add(convert(element, place(element)));
      }
      tree = new Tree.Items(elements, place);
    } else {
      tree = scalar((ScalarNode) node, place);
    }
    open.remove(node);
    return tree;
  }

  private Tree section(MappingNode mapping, Place place) {
    Map<String, Tree> entries = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      Place keyPlace = place(entry.getKeyNode());
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw new ConfigException(keyPlace + ": a key must be a word, not a section or a list.");
      }
      Tree value = convert(entry.getValueNode(), keyPlace);
      Tree first = entries.putIfAbsent(key.getValue(), value);
      if (first != null) {
        throw new ConfigException(
            keyPlace
                + ": the key \""
                + key.getValue()
                + "\" is given twice (first at "
                + first.place()
                + "); remove one.");
      }
    }
    return new Tree.Section(entries, place);
  }

  private static Tree.Scalar scalar(ScalarNode node, Place place) {
    boolean plain = node.getScalarStyle() == ScalarStyle.PLAIN;
    Tree.Scalar.Kind kind = plain ? Scalars.kindOf(node.getValue()) : Tree.Scalar.Kind.TEXT;
    return new Tree.Scalar(kind, node.getValue(), place);
  }

  private Place place(Node node) {
    return place(node.getStartMark().getLine() + 1);
  }

  private Place place(int line) {
    return new Place(source, lines ? line : 0);
  }
}

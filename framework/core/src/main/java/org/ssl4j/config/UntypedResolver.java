package org.ssl4j.config;

import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Takes every plain scalar for text, because the records, not the spelling, decide the types; a
 * node with any other tag than the default was tagged by hand.
 */
final class UntypedResolver extends Resolver {

  @Override
  protected void addImplicitResolvers() {
    // None: see Scalars for the types of plain scalars.
  }

  static boolean isUntyped(Node node) {
    return switch (node.getNodeId()) {
      case scalar -> node.getTag().equals(Tag.STR);
      case sequence -> node.getTag().equals(Tag.SEQ);
      case mapping -> node.getTag().equals(Tag.MAP);
      case anchor -> false;
    };
  }
}

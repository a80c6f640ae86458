package org.ssl4j.config;

import java.util.regex.Pattern;

/**
 * The types of plain YAML scalars by YAML 1.2's core schema.
 *
 * <p>SnakeYAML's own resolver follows YAML 1.1, where {@code no} is false, {@code 010} is eight and
 * {@code 1e-3} is text: each of them a surprise in a file of hyperparameters.
 */
final class Scalars {
  private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
  private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
              + "|[-+]?(\\.inf|\\.Inf|\\.INF)|\\.nan|\\.NaN|\\.NAN");

  private Scalars() {}

  /** The kind of an unquoted scalar. */
  static Tree.Scalar.Kind kindOf(String text) {
    if (NULL.matcher(text).matches()) {
      return Tree.Scalar.Kind.NULL;
    }
    if (FLAG.matcher(text).matches()) {
      return Tree.Scalar.Kind.FLAG;
    }
    if (WHOLE.matcher(text).matches()) {
      return Tree.Scalar.Kind.WHOLE;
    }
    return NUMBER.matcher(text).matches() ? Tree.Scalar.Kind.NUMBER : Tree.Scalar.Kind.TEXT;
  }

  /** The value of a {@code WHOLE} or {@code NUMBER} scalar; infinite where the text says so. */
  static double number(String text) {
    String word = text.substring(text.indexOf('.') + 1);
    if (word.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    if (word.equalsIgnoreCase("inf")) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Double.parseDouble(text);
  }

  /** A number as a person writes it: {@code 25}, {@code 0.06}, {@code 1.0e-8}. */
  static String text(double value) {
    String text = Double.toString(value).replace('E', 'e');
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}

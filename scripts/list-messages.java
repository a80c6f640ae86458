import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Prints the strings of main sources and pages that have at least two words. See list-messages. */
final class ListMessages {

  private static final Pattern TWO_WORDS = Pattern.compile("(?s).*\\p{L}{2,}.*\\s.*\\p{L}{2,}.*");

  private static final Pattern SCRIPT_STRING =
      Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"|'((?:[^'\\\\\n]|\\\\.)*)'|`([^`]*)`");

  private static final Pattern BETWEEN_TAGS = Pattern.compile(">([^<>]+)<");

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)(?<=^|\\s)//[^\n]*");

  private ListMessages() {}

  public static void main(String[] arguments) throws IOException {
    List<Path> roots =
        arguments.length > 0
            ? Stream.of(arguments).map(Path::of).toList()
            : List.of(
                Path.of("framework/collapse/src/main"),
                Path.of("framework/core/src/main"),
                Path.of("framework/report/src/main"),
                Path.of("framework/cli/src/main"),
                Path.of("models/dl4j/src/main"),
                Path.of("models/cuda/src/main"),
                Path.of("models/methods/src/main"),
                Path.of("scripts/ssl4j"));
    var java = new ArrayList<Path>();
    for (Path root : roots) {
      try (var files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          var name = file.getFileName().toString();
          if (name.endsWith(".java")) {
            java.add(file);
          } else if (name.matches(".*\\.(js|html)") || file.endsWith("scripts/ssl4j")) {
            page(file);
          }
        }
      }
    }
    sources(java);
  }

  private static void page(Path file) throws IOException {
    // A comment's apostrophe is no quote; its line breaks stay, for the numbers of lines.
    var text =
        COMMENT
            .matcher(Files.readString(file))
            .replaceAll(comment -> comment.group().replaceAll("[^\n]", ""));
    var match = (file.toString().endsWith(".html") ? BETWEEN_TAGS : SCRIPT_STRING).matcher(text);
    while (match.find()) {
      for (int group = 1; group <= match.groupCount(); group++) {
        if (match.group(group) != null) {
          long line = text.substring(0, match.start()).lines().count();
          print(file, Math.max(1, line), match.group(group).replaceAll("\\$\\{[^}]*\\}", "{}"));
        }
      }
    }
  }

  private static void sources(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      var positions = Trees.instance(task).getSourcePositions();
      for (var unit : task.parse()) {
        new TreePathScanner<Void, Void>() {
          @Override
          public Void visitLiteral(LiteralTree literal, Void nothing) {
            report(literal);
            return null;
          }

          @Override
          public Void visitBinary(BinaryTree sum, Void nothing) {
            if (sum.getKind() == Tree.Kind.PLUS && hasString(sum)) {
              report(sum);
              return null;
            }
            return super.visitBinary(sum, nothing);
          }

          private void report(ExpressionTree tree) {
            long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
            print(Path.of(unit.getSourceFile().getName()), line, text(tree));
          }
        }.scan(unit, null);
      }
    }
  }

  private static boolean hasString(Tree tree) {
    return tree instanceof BinaryTree sum
        ? hasString(sum.getLeftOperand()) || hasString(sum.getRightOperand())
        : tree instanceof LiteralTree literal && literal.getValue() instanceof String;
  }

  private static String text(Tree tree) {
    if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
      return text(sum.getLeftOperand()) + text(sum.getRightOperand());
    }
    if (tree instanceof ParenthesizedTree inner) {
      return text(inner.getExpression());
    }
    return tree instanceof LiteralTree literal && literal.getValue() instanceof String string
        ? string
        : "{}";
  }

  private static void print(Path file, long line, String text) {
    var flat = text.strip().replaceAll("\\s+", " ");
    if (TWO_WORDS.matcher(flat).matches()) {
      System.out.println(file + ":" + line + "\t" + flat);
    }
  }
}

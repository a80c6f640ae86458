package org.ssl4j.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;

import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.Versions;
import org.ssl4j.error.ConfigException;
import org.ssl4j.error.DataException;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.plugin.Plugin;
import org.ssl4j.plugin.PluginException;
import org.ssl4j.run.DiskException;
import org.ssl4j.run.RunException;
import org.ssl4j.text.PathProblem;
import org.ssl4j.text.Text;
import org.ssl4j.train.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line's entry. Loads no numerical library until a command needs one. */
public final class Main {

  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("Train", List.of("train"));
    GROUPS.put("Study", List.of("ablate", "compare"));
    GROUPS.put("Understand", List.of("diagnose", "evaluate", "report"));
    GROUPS.put("Data", List.of("data"));
    GROUPS.put("Measure", List.of("bench"));
    GROUPS.put("Look up", List.of("methods", "plugins", "config", "gpu", "help"));
  }

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    // This program names a locale wherever it writes; the libraries it calls do not.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(arguments));
  }

  /**
   * Runs a command; what picocli lets through, such as a lack of memory, ends in a sentence too.
   */
  static int run(String... arguments) {
    String lost = lostName(arguments);
    if (lost != null) {
      Console.error("ssl4j: " + lost);
      return ExitCode.USAGE;
    }
    OpenBlas.prepare();
    try {
      return commandLine().execute(arguments);
    } catch (OutOfMemoryError error) {
      Console.error(
          Text.of(
                  "ssl4j: out of memory (%s); lower data.batchSize, or give more, e.g. SSL4J_JAVA_OPTS=\"-Xmx8g",
                  error.getMessage())
              + " -Dorg.bytedeco.javacpp.maxbytes=12g\".");
      return ExitCode.DEFECT;
    } catch (LinkageError | StackOverflowError | AssertionError error) {
      return defect(error);
    }
  }

  /** What the locale has made unreadable before this program began; null if nothing. */
  private static String lostName(String... arguments) {
    for (String argument : arguments) {
      if (PathProblem.isLost(argument)) {
        return Text.of("the argument '%s' %s.", argument, PathProblem.of(argument));
      }
    }
    String directory = System.getProperty("user.dir");
    return PathProblem.isLost(directory)
        ? Text.of("the working directory '%s' %s.", directory, PathProblem.of(directory))
        : null;
  }

  /** The whole command line, with errors turned into sentences and codes. */
  static CommandLine commandLine() {
    var commandLine =
        new CommandLine(new Root())
            .setCommandName("ssl4j")
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Main::usageError)
            .setExecutionExceptionHandler((error, command, result) -> failure(error));
    commandLine.getHelpSectionMap().put(SECTION_KEY_COMMAND_LIST, Main::groupedCommands);
    return commandLine;
  }

  /** Commands that {@link #GROUPS} does not name follow under a heading of their own. */
  private static String groupedCommands(CommandLine.Help help) {
    var rest = new LinkedHashMap<>(help.subcommands());
    var text = new StringBuilder();
    GROUPS.forEach((title, names) -> appendGroup(text, title, names, rest));
    appendGroup(text, "Other", List.copyOf(rest.keySet()), rest);
    return text.toString();
  }

  private static void appendGroup(
      StringBuilder text, String title, List<String> names, Map<String, CommandLine.Help> rest) {
    if (names.isEmpty()) {
      return;
    }
    text.append(Text.of("%n%s:%n", title));
    for (String name : names) {
      CommandLine.Help command = rest.remove(name);
      var usage = command.commandSpec().usageMessage();
      // picocli's own help command has its summary in the header and a paragraph in the
      // description.
      String summary = usage.header().length > 0 ? usage.header()[0] : usage.description()[0];
      text.append(Text.of("  %-9s%s%n", name, summary));
    }
  }

  private static int usageError(CommandLine.ParameterException error, String[] arguments) {
    var command = error.getCommandLine();
    Console.error("ssl4j: " + error.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr())) {
      Console.error(Text.of("Try '%s --help'.", command.getCommandSpec().qualifiedName()));
    }
    return ExitCode.USAGE;
  }

  /** One sentence for what the user can mend; for a defect the same, and the trace in the log. */
  private static int failure(Exception error) {
    if (error instanceof DiskException) {
      return say(error, ExitCode.DISK);
    }
    if (error instanceof ConfigException
        || error instanceof RunException
        || error instanceof PluginException) {
      return say(error, ExitCode.USAGE);
    }
    if (error instanceof InvalidSettingException invalid) {
      Console.error(Text.of("ssl4j: %s: %s", invalid.path(), invalid.getMessage()));
      return ExitCode.USAGE;
    }
    if (error instanceof InvalidPathException path) {
      Console.error(Text.of("ssl4j: '%s' %s.", path.getInput(), PathProblem.of(path.getInput())));
      return ExitCode.USAGE;
    }
    if (error instanceof DataException) {
      return say(error, ExitCode.DATA);
    }
    if (error instanceof DivergedException diverged) {
      String command =
          diverged
              .retry()
              .map(
                  retry ->
                      Text.of(
                          ": ssl4j train --resume %s --set optimizer.learningRate=%s",
                          retry.run(), retry.learningRate()))
              .orElse("");
      Console.error("ssl4j: " + diverged.getMessage() + command);
      return ExitCode.DIVERGED;
    }
    return defect(error);
  }

  private static int defect(Throwable error) {
    String details;
    try {
      var report = RunLog.latest().orElseGet(() -> DefectLog.in(System.getProperty("user.home")));
      details = "the details are in " + report;
      try (var ignored = RunLog.attach(report)) {
        LoggerFactory.getLogger(Main.class).error("unexpected failure", error);
      }
    } catch (RunException unwritable) {
      details = unwritable.getMessage();
    }
    Console.error(
        Text.of(
            "ssl4j: a defect of SSL4J stopped the command (%s: %s); please report it; %s",
            error.getClass().getSimpleName(), error.getMessage(), details));
    return ExitCode.DEFECT;
  }

  private static int say(Exception error, int code) {
    Console.error("ssl4j: " + Flags.in(error.getMessage()));
    return code;
  }

  /** Version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Text.of("ssl4j %s (DL4J %s)", Versions.SSL4J, Versions.DL4J)};
    }
  }

  @Command(
      name = "ssl4j",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description =
          "Self-supervised learning on the JVM with diagnosis of representation collapse.",
      subcommands = {
        TrainCommand.class,
        AblateCommand.class,
        CompareCommand.class,
        DiagnoseCommand.class,
        EvaluateCommand.class,
        ReportCommand.class,
        DataCommand.class,
        MethodsCommand.class,
        PluginsCommand.class,
        ConfigCommand.class,
        BenchCommand.class,
        GpuCommand.class,
        CommandLine.HelpCommand.class
      },
      commandListHeading = "",
      synopsisSubcommandLabel = "COMMAND",
      footerHeading = "%nExamples:%n",
      footer = {
        "  ssl4j train configs/quickstart.yaml",
        "  ssl4j train configs/mini/simsiam.yaml --set method.stopGradient=false",
        "  ssl4j ablate configs/ablations/simsiam-stopgradient.yaml",
        "  ssl4j diagnose runs/mini-simsiam/20260101-120000-000",
        "  ssl4j data fetch cifar10",
        "  ssl4j COMMAND --help"
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "  0:done",
        "  1:a defect of the program; please report it",
        "  2:wrong usage, configuration or run directory",
        "  3:missing or unreadable data",
        "  4:the representation collapsed or is not usable (with --fail-on-collapse)",
        "  5:training diverged (NaN, infinity or an exploding loss)",
        "  6:the disk is full, read-only or not writable for this user",
        "130:interrupted; a checkpoint was saved",
        "143:ended by SIGTERM; a checkpoint was saved (129: by SIGHUP)"
      })
  static final class Root {

    @Spec private CommandSpec spec;

    /** The launcher has read them already: a class path is given before Java starts. */
    @Option(
        names = "--plugins",
        paramLabel = "PATH",
        scope = ScopeType.INHERIT,
        description =
            "Jars, or directories of jars, to add to the class path, separated by colons; as the environment variable SSL4J_PLUGINS does.")
    void plugins(List<String> paths) {
      if (!paths.isEmpty() && Plugin.addedJars().isEmpty()) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "--plugins is read by the launcher scripts/ssl4j, which did not start this program; add the jars to the class path of the java command instead.");
      }
    }
  }
}

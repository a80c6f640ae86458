package org.ssl4j.cli;

import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.ConfigException;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.Versions;
import org.ssl4j.data.DataException;
import org.ssl4j.train.DivergedException;
import org.ssl4j.train.RunException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line's entry. Loads no numerical library until a command needs one. */
public final class Ssl4j {

  private Ssl4j() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The whole command line, with errors turned into sentences and codes. */
  static CommandLine commandLine() {
    return new CommandLine(new Root())
        .setCommandName("ssl4j")
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Ssl4j::usageError)
        .setExecutionExceptionHandler((error, command, result) -> failure(error));
  }

  private static int usageError(CommandLine.ParameterException error, String[] arguments) {
    var command = error.getCommandLine();
    Console.error("ssl4j: " + error.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr())) {
      Console.error("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
    }
    return ExitCode.USAGE;
  }

  /** One sentence for what the user can mend; for a defect the same, and the trace in the log. */
  private static int failure(Exception error) {
    if (error instanceof ConfigException || error instanceof RunException) {
      return say(error, ExitCode.USAGE);
    }
    if (error instanceof InvalidSettingException invalid) {
      Console.error("ssl4j: %s: %s".formatted(invalid.path(), invalid.getMessage()));
      return ExitCode.USAGE;
    }
    if (error instanceof DataException) {
      return say(error, ExitCode.DATA);
    }
    if (error instanceof DivergedException) {
      return say(error, ExitCode.DIVERGED);
    }
    var report = Path.of(System.getProperty("java.io.tmpdir"), "ssl4j-defect.log");
    try (var ignored = RunLog.attach(report)) {
      LoggerFactory.getLogger(Ssl4j.class).error("unexpected failure", error);
    }
    Console.error(
        "ssl4j: this is a defect (%s: %s); the details are in %s"
            .formatted(error.getClass().getSimpleName(), error.getMessage(), report));
    return ExitCode.DEFECT;
  }

  private static int say(Exception error, int code) {
    Console.error("ssl4j: " + error.getMessage());
    return code;
  }

  /** Version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ssl4j %s (DL4J %s)".formatted(Versions.SSL4J, Versions.DL4J)};
    }
  }

  @Command(
      name = "ssl4j",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Self-supervised learning on the JVM, and a watch on representation collapse.",
      subcommands = {
        TrainCommand.class,
        DataCommand.class,
        MethodsCommand.class,
        ConfigCommand.class,
        CommandLine.HelpCommand.class
      },
      synopsisSubcommandLabel = "COMMAND",
      footerHeading = "%nExamples:%n",
      footer = {
        "  ssl4j train configs/quickstart.yaml",
        "  ssl4j train configs/mini/simsiam.yaml --set method.stopGradient=false",
        "  ssl4j data fetch cifar10",
        "  ssl4j COMMAND --help"
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "  0:done",
        "  1:a defect of the program; please report it",
        "  2:wrong usage, configuration or run directory",
        "  3:data that cannot be had or read",
        "  4:the representation collapsed (train --fail-on-collapse)",
        "  5:training diverged (NaN or infinity)",
        "130:interrupted; a checkpoint was saved"
      })
  private static final class Root {}
}

package org.ssl4j.cli;

import java.util.concurrent.Callable;
import org.ssl4j.config.DeviceKind;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.error.ConfigException;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.CardInspection;
import org.ssl4j.network.EngineCatalog;
import org.ssl4j.network.EngineSettings;
import org.ssl4j.reference.ContractResult;
import org.ssl4j.reference.EngineContract;
import org.ssl4j.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ssl4j gpu}. */
@Command(
    name = "gpu",
    mixinStandardHelpOptions = true,
    description = "Look for graphics cards, and check that networks compute correctly on them.",
    subcommands = {GpuCommand.Info.class, GpuCommand.Check.class},
    footer = {"", "Examples:", "  ssl4j gpu info", "  ssl4j gpu check --emulated"})
final class GpuCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "gpu needs one of: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** {@code ssl4j gpu info}. */
  @Command(
      name = "info",
      mixinStandardHelpOptions = true,
      description =
          "Show driver, cards and libraries, and which engines can be used. Exit code 0 if a card can be used, else 2.",
      footer = {"", "Example:", "  ssl4j gpu info"})
  static final class Info implements Callable<Integer> {

    @Override
    public Integer call() {
      var findings = CardInspection.find().inspect();
      findings.lines().forEach(Console::out);
      Console.out("");
      for (var engine : new EngineCatalog().providers()) {
        Console.out(
            Text.of(
                "engine %s: %s",
                engine.name(),
                engine
                    .unavailable()
                    .map(reason -> "cannot be used because " + reason)
                    .orElse("can be used")));
      }
      return findings.unusable().isPresent() ? ExitCode.USAGE : ExitCode.OK;
    }
  }

  /** {@code ssl4j gpu check}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description =
          "Compare every operation, small networks, update rules and states on the card with the reference engine. Exit code 0 if all agree, 1 if one does not, 2 without a usable card.",
      footer = {"", "Examples:", "  ssl4j gpu check", "  ssl4j gpu check --emulated"})
  static final class Check implements Callable<Integer> {

    /** What single precision allows, relative to the largest number. */
    private static final double TOLERANCE = 1e-4;

    @Option(
        names = "--emulated",
        description =
            "Run the card's kernels on the processor, compiled by the system's C++ compiler.")
    private boolean emulated;

    @Override
    public Integer call() {
      String name = CardInspection.find().engine(emulated);
      try (var engine =
          new EngineCatalog().open(name, DeviceKind.AUTO, EngineSettings.of(Precision.FLOAT))) {
        engine.facts().forEach((fact, value) -> Console.out(Text.of("%s: %s", fact, value)));
        int failed = 0;
        double largest = 0;
        var checks = new EngineContract(engine, TOLERANCE).checks();
        for (var check : checks) {
          ContractResult result = check.run();
          Console.out(
              Text.of(
                  "%-6s  %8.1e  %s",
                  result.passed() ? "ok" : "FAILED", result.error(), check.name()));
          if (!result.passed()) {
            Console.out("        " + result.where());
            failed++;
          } else {
            largest = Math.max(largest, result.error());
          }
        }
        Console.out(
            Text.of(
                "%d of %d checks agree with the reference engine; the largest relative error of those is %.1e",
                checks.size() - failed, checks.size(), largest));
        return failed == 0 ? ExitCode.OK : ExitCode.DEFECT;
      } catch (InvalidSettingException e) {
        throw new ConfigException("gpu check: " + e.getMessage(), e);
      }
    }
  }
}

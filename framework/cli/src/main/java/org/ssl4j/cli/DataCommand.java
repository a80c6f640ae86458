package org.ssl4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ssl4j.augment.Pipelines;
import org.ssl4j.data.DataDescription;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.DataSets;
import org.ssl4j.error.ConfigException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.report.PreviewSheet;
import org.ssl4j.run.FittedData;
import org.ssl4j.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ssl4j data}. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Download and inspect data sets.",
    subcommands = {DataCommand.Fetch.class, DataCommand.Info.class, DataCommand.Preview.class},
    footer = {"", "Example:", "  ssl4j data preview configs/mini/simclr.yaml --out views.png"})
final class DataCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "data needs a command: fetch, info or preview");
  }

  /** {@code ssl4j data fetch}. */
  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description = "Download, check and unpack a data set; an interrupted download is continued.",
      footer = {"", "Example:", "  ssl4j data fetch cifar10 --root data"})
  static final class Fetch implements Callable<Integer> {

    @Parameters(
        paramLabel = "DATASET",
        description = "Data source that has a download, such as cifar10.")
    private String dataset;

    @Option(
        names = "--root",
        paramLabel = "DIR",
        description = "Directory for the data set (default: $SSL4J_DATA or ~/.ssl4j/data).")
    private String root;

    @Override
    public Integer call() {
      var path = DataSets.fetch(dataset, root, DataEnvironment.system(), new ConsoleDataProgress());
      Console.out(Text.of("%s is in %s", dataset, path));
      return ExitCode.OK;
    }
  }

  /** {@code ssl4j data info}. */
  @Command(
      name = "info",
      mixinStandardHelpOptions = true,
      description = "Describe the data set of a configuration.",
      footer = {"", "Example:", "  ssl4j data info configs/mini/simclr.yaml"})
  static final class Info implements Callable<Integer> {

    @Mixin private ConfigArgument config;

    @Override
    public Integer call() {
      var loaded = config.load(new MethodCatalog());
      var data =
          FittedData.find(loaded, DataEnvironment.system())
              .open(new ConsoleDataProgress(Console::out))
              .data();
      var description = DataSets.describe(data);
      print(description.train(), description.classNames());
      print(description.test(), description.classNames());
      Console.out(
          Text.of(
              "mean %.4f %.4f %.4f  std %.4f %.4f %.4f",
              data.mean()[0],
              data.mean()[1],
              data.mean()[2],
              data.std()[0],
              data.std()[1],
              data.std()[2]));
      return ExitCode.OK;
    }

    private static void print(DataDescription.Split split, List<String> classNames) {
      Console.out(
          Text.of(
              "%s: %d images of %d x %d, %.1f MB of pixels%s",
              split.name(),
              split.images(),
              split.height(),
              split.width(),
              split.pixelBytes() / 1e6,
              split.inMemory() ? "" : " (decoded when used)"));
      for (int i = 0; i < classNames.size(); i++) {
        Console.out(Text.of("  %-20s %d", classNames.get(i), split.classCounts().get(i)));
      }
      Console.out("  sha256 " + split.fingerprint());
    }
  }

  /** {@code ssl4j data preview}. */
  @Command(
      name = "preview",
      mixinStandardHelpOptions = true,
      description = "Write a PNG sheet of images beside their views.",
      footer = {"", "Example:", "  ssl4j data preview configs/cifar10/byol.yaml --out views.png"})
  static final class Preview implements Callable<Integer> {

    private static final int DRAWS = 4;

    @Mixin private ConfigArgument config;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "PNG file to write.",
        required = true)
    private Path out;

    @Option(
        names = "--rows",
        paramLabel = "N",
        description = "Number of images to show (default: ${DEFAULT-VALUE}).",
        defaultValue = "8")
    private int rows;

    @Option(names = "--force", description = "Replace an existing file.")
    private boolean force;

    @Override
    public Integer call() {
      if (rows < 1) {
        throw new ConfigException(Text.of("--rows is %d; it must be at least 1", rows));
      }
      OutputFile.require(out, force);
      var loaded = config.load(new MethodCatalog());
      var data =
          FittedData.find(loaded, DataEnvironment.system())
              .open(new ConsoleDataProgress(Console::out))
              .data();
      var pipelines = Pipelines.of(loaded.config().views(), data);
      var images = data.train();
      var views = pipelines.views();
      int draws = PreviewSheet.draws(DRAWS, views.size());
      var chosen = PreviewSheet.write(out, images, views, rows, draws, loaded.config().seed());
      for (int index : chosen) {
        Console.out(
            Text.of(
                "#%d  %s%s",
                index,
                PreviewSheet.className(images, index),
                images.imageName(index).map(name -> "  " + name).orElse("")));
      }
      Console.out("wrote " + out);
      return ExitCode.OK;
    }
  }
}

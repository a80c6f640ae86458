package org.ssl4j.study;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/**
 * Trains each run in a JVM of its own, started as this one was: the same Java, class path and
 * options.
 *
 * <p>Own processes, also one after another, because native memory is only certain to be free when
 * its process has ended, because the number of OpenMP threads is fixed when the native libraries
 * are loaded, and because a run that dies must not take the study with it. With n at a time each
 * gets an n-th of the threads and of the memory: OpenMP threads that share cores wait for one
 * another, which was measured to cost up to six times the step (docs/ARCHITECTURE.md), so n runs on
 * n shares are never slower than n runs on everything.
 *
 * <p>A child stops, with a checkpoint, when its standard input ends. The operating system closes
 * that pipe however this process ends, so that a killed study leaves no run behind.
 */
public final class TrainingJvm implements RunProcess, AutoCloseable {

  private static final String THREADS = "OMP_NUM_THREADS";

  /** Options that size memory, with the number and its unit. */
  private static final Pattern MEMORY =
      Pattern.compile(
          "(-Xmx|-Dorg\\.bytedeco\\.javacpp\\.maxbytes=|-Dorg\\.bytedeco\\.javacpp\\.maxphysicalbytes=)"
              + "(\\d+)([kKmMgG]?)");

  private static final String TERMINAL = "-Dssl4j.terminal=";

  /** Only for the process they were given to: a debugger's port, an agent's file. */
  private static final List<String> NOT_INHERITED =
      List.of("-agentlib:", "-agentpath:", "-javaagent:", "-Xrunjdwp", TERMINAL);

  private final List<String> start;
  private final int threads;
  private final Path ownJars;

  private TrainingJvm(List<String> start, int threads, Path ownJars) {
    this.start = List.copyOf(start);
    this.threads = threads;
    this.ownJars = ownJars;
  }

  /**
   * Prepares to start runs.
   *
   * @param mainClass whose {@code train} command is run
   * @param parallel runs at a time, that share threads and memory
   */
  public static TrainingJvm likeThisOne(String mainClass, int parallel) {
    String cores = System.getenv(THREADS);
    int all =
        cores != null && cores.matches("[1-9][0-9]{0,3}")
            ? Integer.parseInt(cores)
            : Runtime.getRuntime().availableProcessors();
    int share = Math.max(1, all / parallel);

    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseGet(TrainingJvm::javaOfThisHome));
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (NOT_INHERITED.stream().noneMatch(option::startsWith)) {
        command.add(divided(option, parallel));
      }
    }
    if (parallel > 1) {
      // Data workers and the garbage collector size themselves by this.
      command.add("-XX:ActiveProcessorCount=" + share);
    }
    command.add(TERMINAL + false);
    command.add("-cp");
    Path jars = temporaryDirectory();
    command.add(classPath(jars));
    command.add(mainClass);
    return new TrainingJvm(command, share, jars);
  }

  /** OpenMP threads of each run. */
  public int threads() {
    return threads;
  }

  static String divided(String option, int parts) {
    Matcher memory = MEMORY.matcher(option);
    if (parts == 1 || !memory.matches()) {
      return option;
    }
    long kilo =
        switch (memory.group(3).toLowerCase(java.util.Locale.ROOT)) {
          case "g" -> 1L << 20;
          case "m" -> 1L << 10;
          case "k" -> 1L;
          default -> 0L;
        };
    long amount = Long.parseLong(memory.group(2));
    long kilobytes = kilo == 0 ? amount >> 10 : amount * kilo;
    return memory.group(1) + Math.max(1, kilobytes / parts) + "k";
  }

  private static String javaOfThisHome() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * The class path, with the launcher's jars replaced by copies: it removes those of earlier
   * builds, and a study may outlive several.
   */
  private static String classPath(Path copies) {
    String home = System.getProperty("ssl4j.home");
    Path builds = home == null ? null : Path.of(home, "target");
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (builds != null && jar.startsWith(builds) && Files.isRegularFile(jar)) {
        try {
          entries.add(Files.copy(jar, copies.resolve(jar.getFileName())).toString());
        } catch (IOException e) {
          throw new RunException(
              Text.of("cannot copy %s for the runs (%s)", jar, e.getMessage()), e);
        }
      } else {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("ssl4j-study");
    } catch (IOException e) {
      throw new RunException(
          Text.of("cannot create a temporary directory (%s)", e.getMessage()), e);
    }
  }

  @Override
  public int train(Order order, Consumer<String> lines, StopSignal stop)
      throws InterruptedException {
    List<String> command = new ArrayList<>(start);
    command.add("train");
    if (order.resume()) {
      command.addAll(List.of("--resume", order.directory().toString()));
      command.addAll(
          List.of("--set", ConfigDifference.SESSION_TIME + "=" + order.stopAfterMinutes()));
    } else {
      command.addAll(List.of(order.config().toString(), "--out", order.directory().toString()));
    }
    command.add("--stop-with-input");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(THREADS, Integer.toString(threads));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new RunException(Text.of("cannot start %s (%s)", command.get(0), e.getMessage()), e);
    }
    Runnable forget = stop.onStop(() -> closeInput(process));
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      output.lines().forEach(lines);
    } catch (IOException | UncheckedIOException e) {
      lines.accept("the output of the run cannot be read: " + e.getMessage());
    }
    int code = process.waitFor();
    forget.run();
    return code;
  }

  private static void closeInput(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy(); // the polite signal has the same effect
    }
  }

  @Override
  public void close() {
    try (var files = Files.list(ownJars)) {
      for (Path file : files.collect(Collectors.toList())) {
        Files.delete(file);
      }
      Files.delete(ownJars);
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(TrainingJvm.class)
          .warn("could not remove {} ({})", ownJars, e.getMessage());
    }
  }
}

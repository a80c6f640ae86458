package org.ssl4j.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a measurement depends on, and memory as the operating system sees it. */
public final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KIB_PER_MB = 1024;
  private static final double BYTES_PER_MB = 1 << 20;

  private Machine() {}

  /** Processor, threads and versions, in a fixed order. */
  public static Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cpu", processor());
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("ompNumThreads", System.getenv("OMP_NUM_THREADS"));
    facts.put("ompWaitPolicy", System.getenv("OMP_WAIT_POLICY"));
    facts.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return facts;
  }

  /** Name of the processor; where no system says it, the architecture. */
  private static String processor() {
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    return lines(PROCESSORS).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(windows == null ? System.getProperty("os.arch") : windows);
  }

  /** Threads of the native libraries: what {@code OMP_NUM_THREADS} says, else one per processor. */
  public static int nativeThreads() {
    String set = System.getenv("OMP_NUM_THREADS");
    return set != null && set.matches("[1-9]\\d{0,4}")
        ? Integer.parseInt(set)
        : Runtime.getRuntime().availableProcessors();
  }

  /** Most memory the process has had in RAM, in MB, heap and all; null where Linux is not asked. */
  public static Double peakResidentMegabytes() {
    return status("VmHWM:");
  }

  /** Memory the process has in RAM now, in MB; null where Linux is not asked. */
  public static Double residentMegabytes() {
    return status("VmRSS:");
  }

  /** Most of the Java heap that has been in use, in MB. */
  public static double peakHeapMegabytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToDouble(usage -> usage.getUsed() / BYTES_PER_MB)
        .sum();
  }

  private static Double status(String key) {
    return lines(STATUS).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / KIB_PER_MB)
        .findFirst()
        .orElse(null);
  }

  private static List<String> lines(Path file) {
    if (!Files.isReadable(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

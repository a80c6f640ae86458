package org.ssl4j.fuzz;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.ssl4j.text.Text;

/**
 * Runs one property and writes how many inputs it tried, in how many seconds, and its failures as a
 * row of {@code scripts/fuzz}'s table. The property has the process to itself, because the number
 * of tries and the bound of the memory are the process's.
 */
public final class Fuzz {

  private static final Pattern TRIES = Pattern.compile("tries = (\\d+)");
  private static final double NANOS = 1e9;

  private Fuzz() {}

  /** Arguments: the class, the property's method, and the file for the row. */
  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    String property = arguments[1];
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(Class.forName(arguments[0])))
            .filters(named(property))
            .build();
    var summary = new SummaryGeneratingListener();
    var counter = new Counter();
    long begin = System.nanoTime();
    LauncherFactory.create().execute(request, summary, counter);
    double seconds = (System.nanoTime() - begin) / NANOS;
    summary
        .getSummary()
        .printFailuresTo(new PrintWriter(System.out, true, Charset.defaultCharset()));
    // A property that was not found has not passed.
    long failures =
        Math.max(summary.getSummary().getTotalFailureCount(), counter.tries == 0 ? 1 : 0);
    Files.writeString(
        Path.of(arguments[2]),
        Text.of("| %s | %d | %.0f | %d |%n", property, counter.tries, seconds, failures));
    System.exit(failures == 0 ? 0 : 1);
  }

  private static PostDiscoveryFilter named(String property) {
    return test ->
        FilterResult.includedIf(
            test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName().equals(property))
                .orElse(false));
  }

  private static final class Counter implements TestExecutionListener {
    private long tries;

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
      for (String text : entry.getKeyValuePairs().values()) {
        System.out.println(text);
        Matcher matcher = TRIES.matcher(text);
        tries += matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
      }
    }
  }
}

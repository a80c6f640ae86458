package org.ssl4j.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/**
 * Sends the log to a run's {@code train.log} as long as it is open; the file is rotated at 10 MB,
 * three old ones stay.
 */
final class RunLog implements AutoCloseable {

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{24}: %msg%n%ex";
  private static final String MAXIMUM_SIZE = "10MB";
  private static final int OLD_FILES = 3;

  private static final AtomicReference<Path> LATEST = new AtomicReference<>();

  private final Logger root;
  private final RollingFileAppender<ILoggingEvent> appender;

  private RunLog(Logger root, RollingFileAppender<ILoggingEvent> appender) {
    this.root = root;
    this.appender = appender;
  }

  /** The log last opened in this process, open or closed: where the trace of a defect belongs. */
  static Optional<Path> latest() {
    return Optional.ofNullable(LATEST.get());
  }

  /**
   * Opens the log, behind what the file holds already.
   *
   * @throws RunException if the file cannot be written
   */
  static RunLog attach(Path file) {
    return attach(file, MAXIMUM_SIZE);
  }

  /** The same with the size at which the file is rotated, for tests. */
  static RunLog attach(Path file, String maximumSize) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(PATTERN);
    encoder.start();

    var appender = new RollingFileAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName(file.toString());
    // Logback strips blanks at the ends, of which a relative path may have some.
    appender.setFile(file.toAbsolutePath().toString());
    appender.setEncoder(encoder);

    var rolling = new NumberedFiles();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.start();
    var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    trigger.setContext(context);
    trigger.setMaxFileSize(FileSize.valueOf(maximumSize));
    trigger.setCheckIncrement(
        Duration.buildByMilliseconds(0)); // at every line, of which there are few
    trigger.start();
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(trigger);
    appender.start();
    if (!appender.isStarted()) {
      throw new RunException(
          Text.of("cannot write the log %s; choose a writable place with --out", file));
    }
    LATEST.set(file);

    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    return new RunLog(root, appender);
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }

  /**
   * Renames {@code train.log} to {@code train.log.1} and so on. Logback's own policy takes a
   * pattern and would read a percent sign in the path of a run as a part of it.
   */
  private static final class NumberedFiles extends RollingPolicyBase {

    @Override
    public String getActiveFileName() {
      return getParentsRawFileProperty();
    }

    @Override
    public void rollover() {
      try {
        for (int number = OLD_FILES - 1; number >= 0; number--) {
          Path file = file(number);
          if (Files.exists(file)) {
            Files.move(file, file(number + 1), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      } catch (IOException e) {
        throw new RolloverFailure("cannot rename " + getActiveFileName(), e);
      }
    }

    private Path file(int number) {
      return Path.of(getActiveFileName() + (number == 0 ? "" : "." + number));
    }
  }
}

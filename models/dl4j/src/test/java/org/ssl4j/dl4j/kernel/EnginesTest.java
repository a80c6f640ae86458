package org.ssl4j.dl4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;

class EnginesTest {

  @Test
  void givenAutoAndFloat_whenSelected_thenOneDnn() {
    OneDnnNatives.require();
    assertThat(Engines.select("auto", DataType.FLOAT).name()).isEqualTo("onednn");
    assertThat(Engines.select("onednn", DataType.FLOAT).name()).isEqualTo("onednn");
  }

  @Test
  void givenDouble_whenSelected_thenThePortableEngine() {
    assertThat(Engines.select("auto", DataType.DOUBLE).name()).isEqualTo("nd4j");
    assertThat(Engines.select("nd4j", DataType.DOUBLE).name()).isEqualTo("nd4j");
  }

  @Test
  void givenOneDnnAndDouble_whenSelected_thenRefusedInOneSentence() {
    assertThatThrownBy(() -> Engines.select("onednn", DataType.DOUBLE))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("onednn computes in FLOAT only, not DOUBLE; use nd4j");
  }

  @Test
  void givenAnUnknownName_whenSelected_thenRefusedWithTheChoices() {
    assertThatThrownBy(() -> Engines.select("mkl", DataType.FLOAT))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("Unknown engine \"mkl\". Known engines: auto, onednn, nd4j");
  }

  /** Every layer selects an engine of its own; what is slow is said of all of them at once. */
  @Test
  void fewChannelsAreWarnedOfOnce() {
    OneDnnNatives.require();
    Runnable layer =
        () ->
            assertThat(
                    Engines.select("onednn", DataType.FLOAT)
                        .convolution(new ConvolutionSpec(3, 4, 3, 1, 1), Convolution.AUTO))
                .isNotNull();
    layer.run();
    assertThat(
            logged(
                OneDnnEngine.class,
                () -> {
                  layer.run();
                  layer.run();
                }))
        .isEmpty();
  }

  private static List<String> logged(Class<?> by, Runnable work) {
    var logger = (Logger) LoggerFactory.getLogger(by);
    var appender = new ListAppender<ILoggingEvent>();
    appender.start();
    logger.addAppender(appender);
    try {
      work.run();
    } finally {
      logger.detachAppender(appender);
    }
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}

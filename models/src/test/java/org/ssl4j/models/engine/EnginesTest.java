package org.ssl4j.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.LoggerFactory;
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
        .hasMessage("\"mkl\" is no engine; use auto, onednn or nd4j");
  }

  @Test
  void theSameChoiceIsLoggedOnce() {
    Engines.select("nd4j", DataType.FLOAT);
    var logger = (Logger) LoggerFactory.getLogger(Engines.class);
    var appender = new ListAppender<ILoggingEvent>();
    appender.start();
    logger.addAppender(appender);
    try {
      Engines.select("nd4j", DataType.FLOAT);
      Engines.select("nd4j", DataType.FLOAT);
    } finally {
      logger.detachAppender(appender);
    }
    assertThat(appender.list).isEmpty();
  }
}

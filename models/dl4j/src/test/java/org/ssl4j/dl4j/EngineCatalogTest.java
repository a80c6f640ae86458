package org.ssl4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.dl4j.kernel.OneDnnNatives;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.EngineCatalog;
import org.ssl4j.plugin.Catalog;

class EngineCatalogTest {

  private static String opened(String name, Precision precision) {
    try (var engine = new EngineCatalog().open(name, precision, Convolution.AUTO)) {
      return engine.name();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "auto, FLOAT, onednn",
    "onednn, FLOAT, onednn",
    "auto, DOUBLE, nd4j",
    "nd4j, DOUBLE, nd4j",
    "nd4j, FLOAT, nd4j",
    "reference, FLOAT, reference",
    "reference, DOUBLE, reference"
  })
  void anEngineIsFoundByNameAndTheFastestByAuto(String name, Precision precision, String found) {
    OneDnnNatives.require();
    assertThat(opened(name, precision)).isEqualTo(found);
  }

  @Test
  void whatCannotBeOpenedIsRefusedInOneSentence() {
    assertThatThrownBy(() -> opened("onednn", Precision.DOUBLE))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("onednn does not compute in DOUBLE; use nd4j");
    assertThatThrownBy(() -> new EngineCatalog().check("mkl", Precision.FLOAT))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("Unknown engine \"mkl\". Known engines: auto, nd4j, onednn, reference");
  }

  @Test
  void theSameChoiceIsLoggedOnce() {
    opened("nd4j", Precision.FLOAT);
    var logger = (Logger) LoggerFactory.getLogger(EngineCatalog.class);
    var appender = new ListAppender<ILoggingEvent>();
    appender.start();
    logger.addAppender(appender);
    try {
      opened("nd4j", Precision.FLOAT);
    } finally {
      logger.detachAppender(appender);
    }
    assertThat(appender.list).isEmpty();
  }

  @Test
  void enginesAreListedAmongThePlugins() {
    assertThat(Catalog.kinds())
        .filteredOn(kind -> kind.kind().equals("engine"))
        .singleElement()
        .satisfies(
            kind ->
                assertThat(kind.providers().keySet())
                    .containsExactly("nd4j", "onednn", "reference"));
  }
}

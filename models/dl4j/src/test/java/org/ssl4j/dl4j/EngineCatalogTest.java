package org.ssl4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.DeviceKind;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.dl4j.kernel.OneDnnNatives;
import org.ssl4j.matrix.Precision;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.network.EngineCatalog;
import org.ssl4j.network.EngineSettings;
import org.ssl4j.plugin.Catalog;

class EngineCatalogTest {

  private static String opened(String name, Precision precision) {
    try (var engine =
        new EngineCatalog().open(name, DeviceKind.AUTO, EngineSettings.of(precision))) {
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
    assertThatThrownBy(
            () ->
                new EngineCatalog()
                    .check("mkl", DeviceKind.AUTO, EngineSettings.of(Precision.FLOAT)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("Unknown engine \"mkl\". Known engines: auto, nd4j, onednn, reference");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "onednn | GPU | FLOAT32 | device | onednn computes on the CPU, and device is gpu; set device: auto, or another engine",
        "auto | GPU | FLOAT32 | device | no engine can use a GPU here: none on the class path is made for one; use auto or cpu",
        "onednn | CPU | TF32 | precision | onednn cannot compute in tf32 because tf32 is for GPUs and it computes on the CPU; use float32",
        "nd4j | AUTO | BFLOAT16 | precision | nd4j cannot compute in bfloat16 because it computes in float32 only; use float32",
        "reference | AUTO | BFLOAT16 | precision | reference cannot compute in bfloat16 because it computes in float32 only; use float32",
      })
  void deviceAndNumbersThatAnEngineDoesNotHaveAreRefusedInOneSentence(
      String engine, DeviceKind device, Arithmetic arithmetic, String path, String sentence) {
    OneDnnNatives.require();
    var settings = EngineSettings.of(Precision.FLOAT).with(arithmetic);
    assertThatThrownBy(() -> new EngineCatalog().check(engine, device, settings))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(sentence)
        .extracting(refusal -> ((InvalidSettingException) refusal).path())
        .isEqualTo(path);
  }

  /** The library is told to use no more than AVX-512 as it was before values of 16 bits. */
  @Test
  void aProcessorWithoutInstructionsFor16BitsIsRefusedInOneSentence() throws Exception {
    OneDnnNatives.require();
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            OlderProcessor.class.getName());
    builder.environment().put("DNNL_MAX_CPU_ISA", "AVX512_CORE");
    var process = builder.redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(text)
        .contains(
            "precision: onednn cannot compute in bfloat16 because this processor has neither AMX nor AVX512-BF16; use float32",
            "precision: no engine computes in bfloat16 here: onednn cannot because this processor has neither AMX nor AVX512-BF16, nd4j cannot because it computes in float32 only; use float32");
  }

  /** Prints what the catalogue says to bfloat16. */
  static final class OlderProcessor {
    private OlderProcessor() {}

    public static void main(String[] arguments) {
      OpenBlas.prepare();
      for (String name : List.of("onednn", "auto")) {
        try {
          new EngineCatalog()
              .check(
                  name,
                  DeviceKind.AUTO,
                  EngineSettings.of(Precision.FLOAT).with(Arithmetic.BFLOAT16));
        } catch (InvalidSettingException e) {
          System.out.println(e.path() + ": " + e.getMessage());
        }
      }
    }
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

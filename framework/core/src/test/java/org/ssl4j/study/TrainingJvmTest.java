package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingJvmTest {

  @ParameterizedTest
  @CsvSource({
    "-Xmx3g,3,-Xmx1048576k",
    "-Xmx3013m,2,-Xmx1542656k",
    "-Xmx1073741824,4,-Xmx262144k",
    "-Dorg.bytedeco.javacpp.maxbytes=100m,10,-Dorg.bytedeco.javacpp.maxbytes=10240k",
    "-Dorg.bytedeco.javacpp.maxphysicalbytes=1G,2,-Dorg.bytedeco.javacpp.maxphysicalbytes=524288k",
    "-Xmx3g,1,-Xmx3g",
    "-XX:+UseSerialGC,4,-XX:+UseSerialGC",
    "-Dssl4j.home=/opt/8g,4,-Dssl4j.home=/opt/8g",
  })
  void memoryIsDividedAndNothingElse(String option, int parts, String expected) {
    assertThat(TrainingJvm.divided(option, parts)).isEqualTo(expected);
  }

  @Test
  void aStopReachesWhatWasRegisteredOnceAndWhatComesLaterAtOnce() {
    var signal = new StopSignal();
    var early = new AtomicInteger();
    var forgotten = new AtomicInteger();
    var late = new AtomicInteger();
    signal.onStop(early::incrementAndGet);
    signal.onStop(forgotten::incrementAndGet).run();

    assertThat(signal.stopped()).isFalse();
    signal.stop();
    signal.stop();
    signal.onStop(late::incrementAndGet);

    assertThat(signal.stopped()).isTrue();
    assertThat(early).hasValue(1);
    assertThat(forgotten).hasValue(0);
    assertThat(late).hasValue(1);
  }
}

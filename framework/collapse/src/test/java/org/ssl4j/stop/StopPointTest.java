package org.ssl4j.stop;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Work ends early only when asked, in its scope, and not at once. */
class StopPointTest {

  @Test
  void outsideOfAScopeNothingIsStopped() {
    assertThatCode(StopPoint::check).doesNotThrowAnyException();
  }

  @Test
  void workThatWasAskedToStopIsCutOff() {
    var stop = new AtomicBoolean();
    try (var scope = StopPoint.during(stop::get, 0)) {
      assertThatCode(StopPoint::check).doesNotThrowAnyException();
      stop.set(true);
      assertThatExceptionOfType(StopPoint.Stopped.class).isThrownBy(StopPoint::check);
    }
    assertThatCode(StopPoint::check).doesNotThrowAnyException();
  }

  @Test
  void workThatIsAboutToEndHasAMoment() {
    try (var scope = StopPoint.during(() -> true)) {
      assertThatCode(StopPoint::check).doesNotThrowAnyException();
    }
  }

  @Test
  void anInnerScopeHidesTheOuterOne() {
    try (var scope = StopPoint.during(() -> true, 0);
        var uninterrupted = StopPoint.during(() -> false)) {
      assertThatCode(StopPoint::check).doesNotThrowAnyException();
    }
  }
}

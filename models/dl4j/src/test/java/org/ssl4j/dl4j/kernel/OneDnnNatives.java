package org.ssl4j.dl4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.Loader;

/** Lets a test of the oneDNN engine run, and skips it only where the engine cannot exist. */
public final class OneDnnNatives {

  private OneDnnNatives() {}

  /**
   * On the platform the engine is made for, missing natives are a failure and no reason to skip.
   */
  public static void require() {
    if (Loader.getPlatform().equals("linux-x86_64")) {
      assertThat(OneDnnLibrary.available()).as(OneDnnLibrary.reason()).isTrue();
    }
    assumeTrue(OneDnnLibrary.available(), OneDnnLibrary::reason);
  }
}

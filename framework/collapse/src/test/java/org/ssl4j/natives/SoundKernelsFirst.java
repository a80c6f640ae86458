package org.ssl4j.natives;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Prepares OpenBLAS before any test loads it through ND4J. */
public final class SoundKernelsFirst implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    OpenBlas.prepare();
  }
}

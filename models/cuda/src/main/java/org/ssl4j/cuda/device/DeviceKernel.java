package org.ssl4j.cuda.device;

/** A kernel that is ready to run on the device that made it. */
public interface DeviceKernel {

  /** The function's name in the source. */
  String name();
}

package org.ssl4j.cuda.device;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.ssl4j.text.Text;

/** cuDNN's backend interface. Names and meanings: {@code cudnn_graph_v9.h} of cuDNN 9. */
final class CudnnCalls {

  /** Major version whose constants are used here. */
  private static final long MAJOR = 9;

  /** {@code CUDNN_MAJOR * 10000 + CUDNN_MINOR * 100 + CUDNN_PATCHLEVEL} since version 9. */
  private static final long MAJOR_UNIT = 10_000;

  private static boolean bound;

  private CudnnCalls() {}

  /**
   * Loads it.
   *
   * @throws DeviceException if its constants are not those used here
   */
  static synchronized void bind(Path library) {
    if (!bound) {
      Native.register(CudnnCalls.class, NativeLibrary.getInstance(library.toString()));
      long version = cudnnGetVersion();
      if (version / MAJOR_UNIT != MAJOR) {
        throw new DeviceException(
            Text.of("cuDNN has version %d, but the engine was written for cuDNN 9", version));
      }
      bound = true;
    }
  }

  /** Its version, such as {@code 9.24.0}. */
  static String version() {
    long version = cudnnGetVersion();
    return version / MAJOR_UNIT + "." + version % MAJOR_UNIT / 100 + "." + version % 100;
  }

  /**
   * Refuses an error.
   *
   * @throws DeviceException with cuDNN's own words
   */
  static void check(String call, int code) {
    if (code != 0) {
      throw new DeviceException(
          Text.of(
              "cuDNN's %s failed with code %d (%s)",
              call, code, cudnnGetErrorString(code).getString(0, StandardCharsets.UTF_8.name())));
    }
  }

  static native long cudnnGetVersion();

  static native Pointer cudnnGetErrorString(int code);

  static native int cudnnCreate(Pointer handle);

  static native int cudnnDestroy(Pointer handle);

  static native int cudnnSetStream(Pointer handle, Pointer stream);

  static native int cudnnBackendCreateDescriptor(int type, Pointer descriptor);

  static native int cudnnBackendDestroyDescriptor(Pointer descriptor);

  static native int cudnnBackendFinalize(Pointer descriptor);

  static native int cudnnBackendSetAttribute(
      Pointer descriptor, int attribute, int type, long count, Pointer values);

  static native int cudnnBackendGetAttribute(
      Pointer descriptor, int attribute, int type, long asked, long[] found, Pointer values);

  static native int cudnnBackendExecute(Pointer handle, Pointer plan, Pointer variantPack);
}

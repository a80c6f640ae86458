package org.ssl4j.cuda.device;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.ssl4j.text.Text;

/**
 * Products of matrices by cuBLAS. Names and meanings: {@code cublas_api.h}, {@code
 * library_types.h}.
 */
final class CublasCalls {

  private static final int FLOAT = 0;
  private static final int BFLOAT16 = 14;
  private static final int COMPUTE_IN_FLOAT = 68;
  private static final int COMPUTE_BY_TENSOR_FLOATS = 77;
  private static final int DEFAULT_ALGORITHM = -1;

  private static boolean bound;

  /** Held, because cuBLAS looks for it among what is loaded. */
  @SuppressWarnings("unused")
  private static NativeLibrary lightLibrary;

  private CublasCalls() {}

  /** Loads it. */
  static synchronized void bind(Path light, Path library) {
    if (!bound) {
      lightLibrary = NativeLibrary.getInstance(light.toString());
      Native.register(CublasCalls.class, NativeLibrary.getInstance(library.toString()));
      bound = true;
    }
  }

  /** Opens it for a stream of the current context. */
  static Pointer open(Pointer stream) {
    var handle = new Memory(Native.POINTER_SIZE);
    check("cublasCreate", cublasCreate_v2(handle));
    check("cublasSetStream", cublasSetStream_v2(handle.getPointer(0), stream));
    return handle.getPointer(0);
  }

  /** Closes it. */
  static void close(Pointer handle) {
    check("cublasDestroy", cublasDestroy_v2(handle));
  }

  /** Its version, such as {@code 130101}. */
  static String version(Pointer handle) {
    int[] version = new int[1];
    check("cublasGetVersion", cublasGetVersion_v2(handle, version));
    return Integer.toString(version[0]);
  }

  /**
   * {@code c = a b} of row-major matrices, which are transposed column-major ones: {@code c' = b'
   * a'}.
   *
   * @param tensorFloats whether floats may be rounded to 10 bits for tensor cores
   * @param addresses of a, b and c
   * @param factors two floats of the host: 1 and 0
   */
  static void multiply(
      Pointer handle,
      MatrixProduct product,
      StorageType type,
      boolean tensorFloats,
      long[] addresses,
      Pointer factors) {
    check(
        "cublasGemmEx",
        cublasGemmEx(
            handle,
            product.transposeB() ? 1 : 0,
            product.transposeA() ? 1 : 0,
            product.columns(),
            product.rows(),
            product.inner(),
            factors,
            addresses[1],
            code(type),
            product.transposeB() ? product.inner() : product.columns(),
            addresses[0],
            code(type),
            product.transposeA() ? product.rows() : product.inner(),
            product.adds() ? factors : factors.share(Float.BYTES),
            addresses[2],
            code(product.result()),
            product.columns(),
            tensorFloats ? COMPUTE_BY_TENSOR_FLOATS : COMPUTE_IN_FLOAT,
            DEFAULT_ALGORITHM));
  }

  private static int code(StorageType type) {
    return type == StorageType.FLOAT ? FLOAT : BFLOAT16;
  }

  private static void check(String call, int code) {
    if (code != 0) {
      throw new DeviceException(Text.of("cuBLAS failed with code %d (%s)", code, call));
    }
  }

  static native int cublasCreate_v2(Pointer handle);

  static native int cublasDestroy_v2(Pointer handle);

  static native int cublasSetStream_v2(Pointer handle, Pointer stream);

  static native int cublasGetVersion_v2(Pointer handle, int[] version);

  static native int cublasGemmEx(
      Pointer handle,
      int operationA,
      int operationB,
      int m,
      int n,
      int k,
      Pointer alpha,
      long a,
      int typeA,
      int strideA,
      long b,
      int typeB,
      int strideB,
      Pointer beta,
      long c,
      int typeC,
      int strideC,
      int computeType,
      int algorithm);
}

package org.ssl4j.cuda.device;

import java.util.List;

/**
 * The libraries of CUDA that are needed beside the driver, with the names they have in releases.
 */
public enum CudaLibrary {
  /** What NVRTC compiles with; must be loaded before it. */
  NVRTC_BUILTINS(
      "NVRTC's built-ins",
      "nvidia-cuda-nvrtc",
      List.of("libnvrtc-builtins.so.13", "libnvrtc-builtins.so.12")),

  /** Compiles kernels for the card that is there. */
  NVRTC("NVRTC", "nvidia-cuda-nvrtc", List.of("libnvrtc.so.13", "libnvrtc.so.12")),

  /** What cuBLAS is built on; must be loaded before it. */
  CUBLAS_LT("cuBLASLt", "nvidia-cublas", List.of("libcublasLt.so.13", "libcublasLt.so.12")),

  /** Products of matrices. */
  CUBLAS("cuBLAS", "nvidia-cublas", List.of("libcublas.so.13", "libcublas.so.12")),

  /** Convolutions. */
  CUDNN("cuDNN 9", "nvidia-cudnn-cu13", List.of("libcudnn.so.9"));

  private final String label;
  private final String wheel;
  private final List<String> names;

  CudaLibrary(String label, String wheel, List<String> names) {
    this.label = label;
    this.wheel = wheel;
    this.names = names;
  }

  /** For people. */
  public String label() {
    return label;
  }

  /** The Python package that brings it. */
  String wheel() {
    return wheel;
  }

  /** File names, the preferred first; a file may go on behind them, as in {@code .so.13.0}. */
  List<String> names() {
    return names;
  }
}

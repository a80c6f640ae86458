package org.ssl4j.cuda.device;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ssl4j.text.Text;

/** NVIDIA's compiler at run time. Names and meanings: {@code nvrtc.h}. */
final class NvrtcCalls {

  private static boolean bound;

  /** Held, because NVRTC looks for it among what is loaded. */
  @SuppressWarnings("unused")
  private static NativeLibrary builtIns;

  private NvrtcCalls() {}

  /** Loads it. */
  static synchronized void bind(Path builtInsFile, Path library) {
    if (!bound) {
      builtIns = NativeLibrary.getInstance(builtInsFile.toString());
      Native.register(NvrtcCalls.class, NativeLibrary.getInstance(library.toString()));
      bound = true;
    }
  }

  /** Its version, such as {@code 13.0}. */
  static String version() {
    int[] major = new int[1];
    int[] minor = new int[1];
    check("nvrtcVersion", nvrtcVersion(major, minor));
    return major[0] + "." + minor[0];
  }

  /** Architectures that it compiles machine code for, ascending, such as 75. */
  static List<Integer> architectures() {
    int[] count = new int[1];
    check("nvrtcGetNumSupportedArchs", nvrtcGetNumSupportedArchs(count));
    int[] all = new int[count[0]];
    check("nvrtcGetSupportedArchs", nvrtcGetSupportedArchs(all));
    return Arrays.stream(all).sorted().boxed().toList();
  }

  /**
   * Compiles for one architecture: machine code if NVRTC knows it, else PTX for the highest below,
   * which the driver translates.
   *
   * @return what {@code cuModuleLoadData} takes
   * @throws DeviceException with the compiler's log
   */
  static byte[] compile(String source, int architecture) {
    var known = architectures();
    if (known.contains(architecture)) {
      return compile(source, "sm_" + architecture, true);
    }
    int below =
        known.stream()
            .filter(one -> one < architecture)
            .max(Integer::compare)
            .orElseThrow(
                () ->
                    new DeviceException(
                        Text.of(
                            "NVRTC %s compiles for no architecture as old as %d; it begins with %d",
                            version(), architecture, known.get(0))));
    return compile(source, "compute_" + below, false);
  }

  private static byte[] compile(String source, String architecture, boolean machineCode) {
    var program = new Memory(Native.POINTER_SIZE);
    check(
        "nvrtcCreateProgram",
        nvrtcCreateProgram(program, terminated(source), "ssl4j.cu", 0, null, null));
    try {
      var handle = program.getPointer(0);
      byte[][] words = {
        terminated("--gpu-architecture=" + architecture), terminated("--std=c++17")
      };
      var options = new Memory((long) words.length * Native.POINTER_SIZE);
      Memory[] texts = new Memory[words.length];
      for (int i = 0; i < words.length; i++) {
        texts[i] = new Memory(words[i].length);
        texts[i].write(0, words[i], 0, words[i].length);
        options.setPointer((long) i * Native.POINTER_SIZE, texts[i]);
      }
      int code = nvrtcCompileProgram(handle, words.length, options);
      if (code != 0) {
        throw new DeviceException(
            Text.of("NVRTC does not compile the kernels for %s: %s", architecture, log(handle)));
      }
      return image(handle, machineCode);
    } finally {
      check("nvrtcDestroyProgram", nvrtcDestroyProgram(program));
    }
  }

  private static byte[] image(Pointer program, boolean machineCode) {
    long[] length = new long[1];
    check(
        "size of the code",
        machineCode ? nvrtcGetCUBINSize(program, length) : nvrtcGetPTXSize(program, length));
    byte[] image = new byte[Math.toIntExact(length[0])];
    check("the code", machineCode ? nvrtcGetCUBIN(program, image) : nvrtcGetPTX(program, image));
    return image;
  }

  private static String log(Pointer program) {
    long[] length = new long[1];
    check("nvrtcGetProgramLogSize", nvrtcGetProgramLogSize(program, length));
    byte[] text = new byte[Math.toIntExact(length[0])];
    check("nvrtcGetProgramLog", nvrtcGetProgramLog(program, text));
    return new String(text, StandardCharsets.UTF_8).strip();
  }

  private static byte[] terminated(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  private static void check(String call, int code) {
    if (code != 0) {
      throw new DeviceException(Text.of("NVRTC failed with code %d (%s)", code, call));
    }
  }

  static native int nvrtcVersion(int[] major, int[] minor);

  static native int nvrtcGetNumSupportedArchs(int[] count);

  static native int nvrtcGetSupportedArchs(int[] architectures);

  static native int nvrtcCreateProgram(
      Pointer program,
      byte[] source,
      String name,
      int headers,
      Pointer headerTexts,
      Pointer headerNames);

  static native int nvrtcDestroyProgram(Pointer program);

  static native int nvrtcCompileProgram(Pointer program, int count, Pointer options);

  static native int nvrtcGetCUBINSize(Pointer program, long[] length);

  static native int nvrtcGetCUBIN(Pointer program, byte[] code);

  static native int nvrtcGetPTXSize(Pointer program, long[] length);

  static native int nvrtcGetPTX(Pointer program, byte[] code);

  static native int nvrtcGetProgramLogSize(Pointer program, long[] length);

  static native int nvrtcGetProgramLog(Pointer program, byte[] log);
}

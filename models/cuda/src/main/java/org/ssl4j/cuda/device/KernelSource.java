package org.ssl4j.cuda.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ssl4j.text.Text;

/** The text of all kernels for one storage type, as every compiler gets it. */
final class KernelSource {

  private static final List<String> FILES =
      List.of("prelude.cu", "activations.cu", "batchnorm.cu", "update.cu");

  private KernelSource() {}

  /** The kernels; each file's lines keep their numbers in messages of a compiler. */
  static String kernels(StorageType storage) {
    var text = new StringBuilder();
    if (storage == StorageType.BFLOAT16) {
      text.append("#define SSL4J_BFLOAT16\n");
    }
    FILES.forEach(file -> text.append(lines(file)));
    return text.toString();
  }

  /** The same for the processor. */
  static String emulatedKernels(StorageType storage) {
    return lines("emulated.h") + kernels(storage);
  }

  /** Products and convolutions for the processor. */
  static String emulatedLibraries() {
    return lines("emulated_libraries.cpp");
  }

  private static String lines(String file) {
    return Text.of("#line 1 \"%s\"\n%s\n", file, resource(file));
  }

  private static String resource(String file) {
    try (var in = KernelSource.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + file + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + file, e);
    }
  }
}

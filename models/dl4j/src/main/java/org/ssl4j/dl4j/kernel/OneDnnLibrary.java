package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.text.Text;

/**
 * The loaded oneDNN library: its CPU engine, its stream, and what all primitives share. Lives as
 * long as the JVM.
 */
final class OneDnnLibrary {

  /** Channels of a block where registers hold 16 floats, and where they hold 8 or fewer. */
  private static final int AVX512_BLOCK = 16;

  private static final int AVX2_BLOCK = 8;

  /** What loading came to: a library, or the reason why there is none. */
  private record Loaded(OneDnnLibrary library, String reason) {}

  private static final class Holder {
    private static final Loaded LOADED = load();
  }

  private final dnnl_engine engine = new dnnl_engine();
  private final dnnl_stream stream = new dnnl_stream();
  private final dnnl_primitive_attr plainAttributes;
  private final dnnl_primitive_attr reluAttributes;
  private final boolean avx512;
  private final boolean bfloat16;
  private final int block;

  private OneDnnLibrary() {
    NativeHeap.returnLargeBlocks();
    check(dnnl_engine_create(engine, dnnl_cpu, 0), "creating the CPU engine");
    check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags), "creating the stream");
    plainAttributes = attributes(null);
    var postOps = new dnnl_post_ops();
    check(dnnl_post_ops_create(postOps), "creating post-operations");
    check(dnnl_post_ops_append_eltwise(postOps, 1, dnnl_eltwise_relu, 0, 0), "appending ReLU");
    reluAttributes = attributes(postOps);
    check(dnnl_post_ops_destroy(postOps), "destroying post-operations");
    avx512 = (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core;
    bfloat16 =
        (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core_bf16)
            == dnnl_cpu_isa_avx512_core_bf16;
    block = avx512 ? AVX512_BLOCK : AVX2_BLOCK;
  }

  /**
   * The scratchpad is the caller's: oneDNN's own belongs to the thread that created a primitive and
   * may not be used from another.
   */
  private static dnnl_primitive_attr attributes(dnnl_post_ops postOps) {
    var attributes = new dnnl_primitive_attr();
    check(dnnl_primitive_attr_create(attributes), "creating attributes");
    check(
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
        "choosing the scratchpad");
    if (postOps != null) {
      check(dnnl_primitive_attr_set_post_ops(attributes, postOps), "setting post-operations");
    }
    return attributes;
  }

  /** Whether the library works here. */
  static boolean available() {
    return Holder.LOADED.library() != null;
  }

  /** One clause on why it does not, or null if it does. */
  static String reason() {
    return Holder.LOADED.reason();
  }

  /**
   * @throws IllegalStateException if it is not available
   */
  static OneDnnLibrary get() {
    if (!available()) {
      throw new IllegalStateException("oneDNN is not available: " + reason());
    }
    return Holder.LOADED.library();
  }

  private static Loaded load() {
    var platform = Loader.getPlatform();
    if (!platform.endsWith("-x86_64")) {
      return new Loaded(null, "it is for x86-64 processors and this is " + platform);
    }
    if (!Nd4j.getEnvironment().isCPU()) {
      return new Loaded(null, "ND4J's arrays are not in the CPU's memory");
    }
    try {
      Loader.load(dnnl.class);
      return new Loaded(new OneDnnLibrary(), null);
    } catch (LinkageError | IllegalStateException e) {
      return new Loaded(
          null, Text.of("its natives for %s cannot be loaded (%s)", platform, firstLine(e)));
    }
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no message");
  }

  /**
   * @param status what the C function returned
   * @param what what was being done, for the message
   */
  static void check(int status, String what) {
    if (status != dnnl_success) {
      throw new IllegalStateException(Text.of("oneDNN returned status %d when %s", status, what));
    }
  }

  dnnl_engine engine() {
    return engine;
  }

  dnnl_stream stream() {
    return stream;
  }

  /** A further stream, for a thread of its own; lives as long as the JVM. */
  dnnl_stream newStream() {
    var further = new dnnl_stream();
    check(dnnl_stream_create(further, engine, dnnl_stream_default_flags), "creating a stream");
    return further;
  }

  /** Attributes of most primitives. */
  dnnl_primitive_attr plainAttributes() {
    return plainAttributes;
  }

  /** Attributes of a primitive that ends with a ReLU. */
  dnnl_primitive_attr reluAttributes() {
    return reluAttributes;
  }

  /** Whether registers hold 16 floats. */
  boolean avx512() {
    return avx512;
  }

  /** Whether the processor multiplies values of 16 bits, by AVX512-BF16 or by AMX. */
  boolean bfloat16() {
    return bfloat16;
  }

  /** Channels that lie side by side in an activation. */
  int block() {
    return block;
  }
}

package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_tag;

import org.bytedeco.dnnl.dnnl_memory_desc_t;

/** Makes oneDNN's descriptions of tensors, float unless another type is said. */
final class Descriptors {

  private Descriptors() {}

  /**
   * @param tag format, or {@code dnnl_format_tag_any} to let a primitive choose
   */
  static dnnl_memory_desc_t tensor(int tag, long... dims) {
    return typed(dnnl_f32, tag, dims);
  }

  /**
   * The same of values of 16 bits.
   *
   * @param tag format, or {@code dnnl_format_tag_any} to let a primitive choose
   */
  static dnnl_memory_desc_t bfloat16(int tag, long... dims) {
    return typed(dnnl_bf16, tag, dims);
  }

  private static dnnl_memory_desc_t typed(int type, int tag, long... dims) {
    var description = new dnnl_memory_desc_t();
    OneDnnLibrary.check(
        dnnl_memory_desc_init_by_tag(description, dims.length, dims, type, tag),
        "describing a tensor");
    return description;
  }

  /** Of float values that lie in memory at these distances. */
  static dnnl_memory_desc_t strided(long[] dims, long[] strides) {
    var description = new dnnl_memory_desc_t();
    OneDnnLibrary.check(
        dnnl_memory_desc_init_by_strides(description, dims.length, dims, dnnl_f32, strides),
        "describing a tensor");
    return description;
  }

  static dnnl_memory_desc_t vector(long length) {
    return tensor(dnnl_a, length);
  }
}

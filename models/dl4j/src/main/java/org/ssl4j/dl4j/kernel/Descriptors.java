package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_tag;

import org.bytedeco.dnnl.dnnl_memory_desc_t;

/** Makes oneDNN's descriptions of float tensors. */
final class Descriptors {

  private Descriptors() {}

  /**
   * @param tag format, or {@code dnnl_format_tag_any} to let a primitive choose
   */
  static dnnl_memory_desc_t tensor(int tag, long... dims) {
    var description = new dnnl_memory_desc_t();
    OneDnnLibrary.check(
        dnnl_memory_desc_init_by_tag(description, dims.length, dims, dnnl_f32, tag),
        "describing a tensor");
    return description;
  }

  static dnnl_memory_desc_t vector(long length) {
    return tensor(dnnl_a, length);
  }
}

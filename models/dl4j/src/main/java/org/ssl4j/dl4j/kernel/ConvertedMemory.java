package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array in its own layout and its copy in the layout and the type that a primitive wants; one
 * and the same where they agree. The copy is valid from {@link #load} or {@link #bind} to the call
 * that follows: its memory is shared, because copies of their own for the weights of every layer,
 * pass and batch shape took 0.3 GB of a ResNet-18.
 */
final class ConvertedMemory {

  private final NativeMemory bound;
  private final NativeMemory own;
  private final long bytes;
  private final Scratchpad.Use use;

  /** Null where nothing has to be copied. */
  private final NativeCall copy;

  private ConvertedMemory(
      NativePlan plan,
      dnnl_memory_desc_t layout,
      dnnl_memory_desc_t wanted,
      boolean read,
      Scratchpad.Use use) {
    this.use = use;
    bound = plan.unbound(layout);
    boolean same = dnnl_memory_desc_equal(layout, wanted) != 0;
    own = same ? bound : plan.unbound(wanted);
    bytes = dnnl_memory_desc_get_size(wanted);
    if (same) {
      copy = null;
    } else if (read) {
      copy = plan.reorder(bound, layout, own, wanted);
    } else {
      copy = plan.reorder(own, wanted, bound, layout);
    }
  }

  /**
   * An array that the primitive reads. There is no way back: the library does not have one from the
   * layout of Winograd's weights.
   */
  static ConvertedMemory read(
      NativePlan plan, dnnl_memory_desc_t layout, dnnl_memory_desc_t wanted) {
    return read(plan, layout, wanted, Scratchpad.Use.CONVERTED);
  }

  /**
   * The same beside other arrays of the layer.
   *
   * @param use tells its copy from theirs
   */
  static ConvertedMemory read(
      NativePlan plan, dnnl_memory_desc_t layout, dnnl_memory_desc_t wanted, Scratchpad.Use use) {
    return new ConvertedMemory(plan, layout, wanted, true, use);
  }

  /** An array that the primitive writes. */
  static ConvertedMemory written(
      NativePlan plan, dnnl_memory_desc_t layout, dnnl_memory_desc_t wanted) {
    return new ConvertedMemory(plan, layout, wanted, false, Scratchpad.Use.CONVERTED);
  }

  /** What the primitive sees. */
  NativeMemory own() {
    return own;
  }

  /** Says where {@link #store} is to write. */
  void bind(INDArray array) {
    bind(NativeMemory.addressOf(array));
  }

  void bind(long start) {
    bound.bind(start);
    if (own != bound) {
      own.bind(Scratchpad.address(use, bytes));
    }
  }

  /** Brings an array to the primitive. */
  void load(INDArray array) {
    load(NativeMemory.addressOf(array));
  }

  /** Brings the array at an address to the primitive. */
  void load(long start) {
    bind(start);
    if (copy != null) {
      copy.execute();
    }
  }

  /** Brings what the primitive has written to the bound array. */
  void store() {
    if (copy != null) {
      copy.execute();
    }
  }
}

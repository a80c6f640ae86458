package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_get_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_scratchpad_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;

import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.ssl4j.network.StepProfile.Part;

/**
 * The native objects of one layer at one batch shape: compiled primitives, memory objects and
 * buffers. They are freed together, when the plan is released or has become unreachable.
 */
class NativePlan implements PlanCache.Plan {

  /** {@code DNNL_MEMORY_ALLOCATE}: the library allocates the memory, aligned. */
  private static final long ALLOCATE = -1;

  /** Copying so little takes less time than to wake up another thread for its half. */
  private static final long SMALL_BYTES = 512 << 10;

  private static final Cleaner CLEANER = Cleaner.create();

  /** One argument of a primitive. */
  record Argument(int index, NativeMemory memory) {}

  /** A compiled primitive and the scratch memory it needs. */
  record Primitive(String what, Part part, dnnl_primitive handle, dnnl_memory_desc_t scratch) {}

  /** What is destroyed at the end, last created first. Holds no reference to the plan. */
  private static final class Natives implements Runnable {
    private final Deque<Runnable> destructors = new ArrayDeque<>();

    @Override
    public void run() {
      while (!destructors.isEmpty()) {
        destructors.pop().run();
      }
    }
  }

  private final String what;
  private final OneDnnLibrary library = OneDnnLibrary.get();
  private final Natives natives = new Natives();
  private final Cleaner.Cleanable cleanable = CLEANER.register(this, natives);

  /**
   * @param what names the layer and its shape in error messages
   */
  NativePlan(String what) {
    this.what = what;
  }

  @Override
  public final void release() {
    cleanable.clean();
  }

  /** A memory object whose data is bound before each call. */
  final NativeMemory unbound(dnnl_memory_desc_t description) {
    return new NativeMemory(create(description, 0), 0);
  }

  /** A memory object with data of its own. */
  final NativeMemory buffer(dnnl_memory_desc_t description) {
    var memory = create(description, ALLOCATE);
    try (var start = new PointerPointer<Pointer>(1)) {
      OneDnnLibrary.check(
          dnnl_memory_get_data_handle(memory, start), "allocating a buffer of " + what);
      return new NativeMemory(memory, start.get(Pointer.class, 0).address());
    }
  }

  private dnnl_memory create(dnnl_memory_desc_t description, long handle) {
    var memory = new dnnl_memory();
    OneDnnLibrary.check(
        dnnl_memory_create(
            memory, description, library.engine(), new NativeMemory.Address().at(handle)),
        "creating memory of " + what);
    natives.destructors.push(() -> dnnl_memory_destroy(memory));
    return memory;
  }

  /** Lets oneDNN choose an implementation. */
  final dnnl_primitive_desc choose(String operation, Pointer operationDescription) {
    return choose(operation, operationDescription, library.plainAttributes(), null);
  }

  /** The same, or null where the library has no implementation of what is described. */
  final dnnl_primitive_desc chooseIfPossible(
      String operation, Pointer operationDescription, dnnl_primitive_attr attributes) {
    var chosen = new dnnl_primitive_desc();
    int status = create(chosen, operationDescription, attributes, null);
    if (status == dnnl_unimplemented) {
      return null;
    }
    return owned(chosen, status, operation);
  }

  /**
   * @param forward for a backward pass: what was chosen for the forward pass, whose extra output it
   *     reads; or null
   */
  final dnnl_primitive_desc choose(
      String operation,
      Pointer operationDescription,
      dnnl_primitive_attr attributes,
      dnnl_primitive_desc forward) {
    var chosen = new dnnl_primitive_desc();
    return owned(chosen, create(chosen, operationDescription, attributes, forward), operation);
  }

  /** The library's status. */
  private int create(
      dnnl_primitive_desc chosen,
      Pointer operationDescription,
      dnnl_primitive_attr attributes,
      dnnl_primitive_desc forward) {
    return dnnl_primitive_desc_create(
        chosen,
        new const_dnnl_op_desc_t(operationDescription),
        attributes,
        library.engine(),
        forward);
  }

  private dnnl_primitive_desc owned(dnnl_primitive_desc chosen, int status, String operation) {
    OneDnnLibrary.check(status, "choosing an implementation for " + operation + " of " + what);
    natives.destructors.push(() -> dnnl_primitive_desc_destroy(chosen));
    return chosen;
  }

  /** The implementation of a backward pass that reads the forward pass's extra output. */
  final dnnl_primitive_desc chooseBackward(
      Pointer operationDescription, dnnl_primitive_desc forward) {
    return choose("backward", operationDescription, library.plainAttributes(), forward);
  }

  /** The layout an implementation wants for one of its tensors; valid as long as the plan. */
  static dnnl_memory_desc_t wanted(dnnl_primitive_desc chosen, int query) {
    return dnnl_primitive_desc_query_md(chosen, query, 0);
  }

  final Primitive compile(Part operation, dnnl_primitive_desc chosen) {
    var primitive = new dnnl_primitive();
    var description = operation.label() + " of " + what;
    OneDnnLibrary.check(dnnl_primitive_create(primitive, chosen), "compiling " + description);
    natives.destructors.push(() -> dnnl_primitive_destroy(primitive));
    return new Primitive(
        "running " + description, operation, primitive, wanted(chosen, dnnl_query_scratchpad_md));
  }

  /** Binds a primitive's arguments to memory objects. */
  final NativeCall call(Primitive primitive, Argument... arguments) {
    long scratchBytes =
        primitive.scratch() == null ? 0 : dnnl_memory_desc_get_size(primitive.scratch());
    var scratch = scratchBytes > 0 ? unbound(primitive.scratch()) : null;
    int count = arguments.length + (scratch == null ? 0 : 1);
    var list = new dnnl_exec_arg_t(count);
    natives.destructors.push(list::close);
    for (int i = 0; i < arguments.length; i++) {
      list.position(i).arg(arguments[i].index()).memory(arguments[i].memory().handle());
    }
    if (scratch != null) {
      list.position(arguments.length).arg(DNNL_ARG_SCRATCHPAD).memory(scratch.handle());
    }
    list.position(0);
    return new NativeCall(
        primitive.what(), primitive.part(), primitive.handle(), list, count, scratch, scratchBytes);
  }

  /** Copies between layouts. */
  final NativeCall reorder(
      NativeMemory from,
      dnnl_memory_desc_t fromLayout,
      NativeMemory to,
      dnnl_memory_desc_t toLayout) {
    var primitive =
        dnnl_memory_desc_get_size(fromLayout) <= SMALL_BYTES
            ? SideBySide.createAlone(() -> reordering(fromLayout, toLayout))
            : reordering(fromLayout, toLayout);
    return call(primitive, new Argument(DNNL_ARG_SRC, from), new Argument(DNNL_ARG_DST, to));
  }

  private Primitive reordering(dnnl_memory_desc_t from, dnnl_memory_desc_t to) {
    var chosen = new dnnl_primitive_desc();
    OneDnnLibrary.check(
        dnnl_reorder_primitive_desc_create(
            chosen, from, library.engine(), to, library.engine(), library.plainAttributes()),
        "choosing a reorder of " + what);
    natives.destructors.push(() -> dnnl_primitive_desc_destroy(chosen));
    return compile(Part.REORDER, chosen);
  }
}

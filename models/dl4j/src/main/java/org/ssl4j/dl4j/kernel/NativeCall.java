package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.ssl4j.network.StepProfile;
import org.ssl4j.network.StepProfile.Part;

/** A compiled primitive with its arguments. */
final class NativeCall {

  private final String what;
  private final Part part;
  private final dnnl_primitive primitive;
  private final dnnl_exec_arg_t arguments;
  private final int count;

  /** Null where the primitive needs none. */
  private final NativeMemory scratch;

  private final long scratchBytes;

  NativeCall(
      String what,
      Part part,
      dnnl_primitive primitive,
      dnnl_exec_arg_t arguments,
      int count,
      NativeMemory scratch,
      long scratchBytes) {
    this.what = what;
    this.part = part;
    this.primitive = primitive;
    this.arguments = arguments;
    this.count = count;
    this.scratch = scratch;
    this.scratchBytes = scratchBytes;
  }

  /** Runs to the end on the memory bound to the arguments. */
  void execute() {
    long start = StepProfile.start();
    run(OneDnnLibrary.get().stream());
    StepProfile.stop(part, start);
  }

  /** The same on the calling thread's own stream, without being profiled. */
  void run(dnnl_stream stream) {
    if (scratch != null) {
      scratch.bind(Scratchpad.address(Scratchpad.Use.PRIMITIVE, scratchBytes));
    }
    int status = dnnl_primitive_execute(primitive, stream, count, arguments);
    OneDnnLibrary.check(status, what);
  }
}

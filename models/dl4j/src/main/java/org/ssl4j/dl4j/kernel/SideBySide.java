package org.ssl4j.dl4j.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_stream;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Runs primitives that must not share threads side by side, each on few threads of its own.
 *
 * <p>Inside oneDNN's batch norm the OpenMP threads meet at spinning barriers, which no wait policy
 * reaches. Measured on two cores (ResNet of width 16, batch 128, both views): 37 ms a step on two
 * threads against 25 ms on one, and 400 ms on two while another process kept a core busy. So each
 * part of a batch runs on one thread, and the parts at the same time. With more than four cores the
 * parts share all of them.
 *
 * <p>A primitive keeps the number of threads that its creator had. ND4J and oneDNN load the same
 * OpenMP library, so ND4J's call sets it; with separate copies it would have no effect but speed.
 */
final class SideBySide {

  /** Up to so many cores a part has one thread. */
  private static final int FEW_CORES = 4;

  /** A worker's own stream. */
  private static final ThreadLocal<dnnl_stream> STREAM =
      ThreadLocal.withInitial(() -> OneDnnLibrary.get().newStream());

  private static final NativeOps NATIVE_OPS = NativeOpsHolder.getInstance().getDeviceNativeOps();

  private static final int CORES = NATIVE_OPS.ompGetMaxThreads();

  private static final ExecutorService WORKERS =
      Executors.newFixedThreadPool(
          Math.max(1, CORES - 1),
          task -> {
            var thread = new Thread(task, "ssl4j-kernel");
            thread.setDaemon(true);
            return thread;
          });

  private SideBySide() {}

  /**
   * Creates primitives for {@link #run}.
   *
   * @param calls how many will run side by side
   */
  static <T> T create(int calls, Supplier<T> creation) {
    int workers = Math.min(calls, CORES);
    return create(creation, CORES <= FEW_CORES ? 1 : CORES / workers);
  }

  /** Creates a primitive that runs on the calling thread alone. */
  static <T> T createAlone(Supplier<T> creation) {
    return create(creation, 1);
  }

  private static <T> T create(Supplier<T> creation, int threads) {
    NATIVE_OPS.setOmpNumThreads(threads);
    try {
      return creation.get();
    } finally {
      NATIVE_OPS.setOmpNumThreads(CORES);
    }
  }

  /** Work on some of a number of equal things. */
  interface Share {
    /** Does those from one number up to another one. */
    void run(int from, int to);
  }

  /** Runs all calls to the end; the calling thread takes its share. */
  static void run(List<NativeCall> calls) {
    each(calls.size(), (from, to) -> runShare(calls.subList(from, to)));
  }

  /** Does so many equal things on all cores; the calling thread takes its share. */
  static void each(int count, Share work) {
    int workers = Math.min(count, CORES);
    List<Future<?>> others = new ArrayList<>(workers - 1);
    for (int worker = 1; worker < workers; worker++) {
      int from = worker * count / workers;
      int to = (worker + 1) * count / workers;
      others.add(WORKERS.submit(() -> work.run(from, to)));
    }
    work.run(0, count / workers);
    others.forEach(SideBySide::await);
  }

  private static void runShare(List<NativeCall> share) {
    var stream = STREAM.get();
    for (var call : share) {
      call.run(stream);
    }
  }

  private static void await(Future<?> other) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          other.get();
          return;
        } catch (InterruptedException e) {
          // The memory is in use until the kernel ends.
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException(
              "a kernel that ran in parallel to the training thread failed", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

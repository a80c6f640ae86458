package org.ssl4j.data;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.ssl4j.stop.StopPoint;

/** Runs the same work on every index with all cores. */
final class Parallel {
  /** Large enough to amortise a hand-over, small enough for a moving progress bar. */
  private static final int CHUNK = 16;

  /** How often somebody who wants to stop is heard while a chunk takes long. */
  private static final long PATIENCE_MILLIS = 250;

  private Parallel() {}

  /**
   * Calls {@code work} once for every index below {@code size}; the first failure ends it.
   *
   * @param done told the number of finished indices, by the calling thread only
   */
  static void forEach(int size, IntConsumer work, LongConsumer done) {
    int threads = Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), size / CHUNK));
    var next = new AtomicInteger();
    var executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              var thread = new Thread(task, "ssl4j-data");
              thread.setDaemon(true);
              return thread;
            });
    try {
      var completion = new ExecutorCompletionService<Integer>(executor);
      int chunks = (size + CHUNK - 1) / CHUNK;
      for (int c = 0; c < chunks; c++) {
        var unused = completion.submit(() -> runChunk(next, size, work));
      }
      long finished = 0;
      for (int c = 0; c < chunks; c++) {
        var chunk = completion.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        while (chunk == null) {
          StopPoint.check();
          chunk = completion.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        StopPoint.check();
        finished += chunk.get();
        done.accept(finished);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a data thread failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted while reading images");
      cancelled.initCause(e);
      throw cancelled;
    } finally {
      executor.shutdownNow();
    }
  }

  private static int runChunk(AtomicInteger next, int size, IntConsumer work) {
    int from = next.getAndAdd(CHUNK);
    int to = Math.min(size, from + CHUNK);
    for (int i = from; i < to; i++) {
      work.accept(i);
    }
    return to - from;
  }
}

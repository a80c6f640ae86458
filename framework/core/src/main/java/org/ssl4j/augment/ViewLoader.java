package org.ssl4j.augment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.data.ImageSet;
import org.ssl4j.error.DataException;
import org.ssl4j.random.CounterRandom;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * Makes batches of views ahead of the training step, with a fixed pool of pure-Java daemon threads.
 *
 * <p>The order of an epoch's images is a Fisher-Yates permutation keyed (seed, epoch); the random
 * numbers of a view are keyed (seed, epoch, image, view), where views are numbered through all
 * groups. So the numbers are bit-identical for any number of workers, and a resumed run sees what
 * an uninterrupted one would. Work is handed out in small runs of samples, so that all workers
 * share even a single batch. Batches of the next epoch are begun while the last ones of this epoch
 * are used.
 *
 * <p>One thread consumes. Memory is bounded: {@code prefetch} batches plus those that the consumer
 * has not given back with {@link #recycle}.
 */
public final class ViewLoader implements AutoCloseable {
  /** The stream that orders an epoch's images; views of images have indices from 0 on. */
  private static final long ORDER_INDEX = -1;

  /** How often somebody who wants to stop is heard while a batch takes long. */
  private static final long PATIENCE_MILLIS = 250;

  /** More threads than this wait for memory, not for processors. */
  private static final int MOST_AUTOMATIC_WORKERS = 16;

  /** Java's virtual machines need a few places of an array for themselves. */
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final ImageSet images;
  private final List<ViewGroup> groups;
  private final int batchSize;
  private final long seed;
  private final int prefetch;
  private final List<Thread> workers = new ArrayList<>();

  /** Guards everything below; workers and the consumer wait on it. */
  private final Object lock = new Object();

  private final Deque<PendingBatch> pending = new ArrayDeque<>();
  private final Deque<List<ViewBatch.Stack>> buffers = new ArrayDeque<>();
  private int nextEpoch;
  private int nextStep;
  private int orderEpoch = -1;
  private int[] order = {};
  private long waitedNanos;
  private boolean closed;

  /**
   * Starts the workers; they idle until {@link #epoch} is called.
   *
   * @param groups pipelines of the views, at least one group
   * @param batchSize images a batch, at most the images of the set
   * @param workers threads; 0 leaves one core to the training step
   * @param prefetch batches made ahead, at least 1
   * @throws IllegalArgumentException for values outside of these ranges
   * @throws InvalidSettingException if the views of a group and batch do not fit into an array
   */
  public ViewLoader(
      ImageSet images,
      List<ViewGroup> groups,
      int batchSize,
      long seed,
      int workers,
      int prefetch) {
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("at least one group of views is needed");
    }
    if (batchSize < 1 || batchSize > images.size()) {
      throw new IllegalArgumentException(
          Text.of(
              "the batch size is %d; it must be from 1 to %d, the number of images of %s",
              batchSize, images.size(), images.name()));
    }
    if (workers < 0 || prefetch < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "workers is %d and prefetch %d; they must be at least 0 and 1", workers, prefetch));
    }
    groups.forEach(group -> requireOneArray(group, batchSize));
    this.images = images;
    this.groups = List.copyOf(groups);
    this.batchSize = batchSize;
    this.seed = seed;
    this.prefetch = prefetch;
    for (int w = 0; w < (workers == 0 ? automaticWorkers() : workers); w++) {
      var thread = new Thread(this::work, "ssl4j-views-" + w);
      thread.setDaemon(true);
      thread.start();
      this.workers.add(thread);
    }
  }

  /** All views of a group of a batch lie in one array. */
  private static void requireOneArray(ViewGroup group, int batchSize) {
    double length =
        (double) group.count() * batchSize * ImageSet.CHANNELS * group.size() * group.size();
    if (length > LONGEST_ARRAY) {
      throw new InvalidSettingException(
          "data.batchSize",
          Text.of(
              "%d views of %d x %d pixels of each of %d images are too many for one array; lower the batch size, the"
                  + " size or the number of views.",
              group.count(), group.size(), group.size(), batchSize));
    }
  }

  private static int automaticWorkers() {
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.min(MOST_AUTOMATIC_WORKERS, Math.max(1, cores - 1));
  }

  /** Batches of an epoch; the images that do not fill a last one are dropped. */
  public int stepsPerEpoch() {
    return images.size() / batchSize;
  }

  /**
   * The batches of an epoch in order.
   *
   * <p>Iterating throws a {@link DataException} if an image could not be read, an {@link
   * IllegalStateException} with the cause if a view could not be made, and a {@link
   * CancellationException} if the consumer is interrupted.
   *
   * @param epoch 0-based
   * @param firstStep 0-based step to begin with, to resume within an epoch
   */
  public Iterable<ViewBatch> epoch(int epoch, int firstStep) {
    return () -> new EpochIterator(epoch, firstStep);
  }

  /** Gives a batch's buffers back; the caller must not use its pixels any more. */
  public void recycle(ViewBatch batch) {
    synchronized (lock) {
      if (fits(batch.groups()) && buffers.size() <= prefetch) {
        buffers.push(batch.groups());
      }
    }
  }

  /** Time in total that the consumer has waited for batches, in nanoseconds. */
  public long waitedNanos() {
    synchronized (lock) {
      return waitedNanos;
    }
  }

  /** Stops the workers and waits for them; idempotent. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      pending.clear();
      lock.notifyAll();
    }
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<ViewBatch.Stack> newBuffers() {
    return groups.stream()
        .map(
            group ->
                new ViewBatch.Stack(group.count(), group.size(), new float[bufferLength(group)]))
        .toList();
  }

  private int bufferLength(ViewGroup group) {
    return group.count() * batchSize * ImageSet.CHANNELS * group.size() * group.size();
  }

  private boolean fits(List<ViewBatch.Stack> given) {
    boolean fit = given.size() == groups.size();
    for (int g = 0; fit && g < groups.size(); g++) {
      fit = given.get(g).pixels().length == bufferLength(groups.get(g));
    }
    return fit;
  }

  /** Makes {@code (epoch, step)} the head of the queue; what was made for elsewhere is dropped. */
  private void seek(int epoch, int step) {
    PendingBatch head = pending.peek();
    boolean there =
        head == null
            ? nextEpoch == epoch && nextStep == step
            : head.epoch() == epoch && head.step() == step && head.failure() == null;
    if (!there) {
      pending.clear();
      nextEpoch = epoch;
      nextStep = step;
    }
  }

  private void schedule() {
    while (pending.size() < prefetch) {
      if (nextStep == stepsPerEpoch()) {
        nextEpoch++;
        nextStep = 0;
      }
      if (orderEpoch != nextEpoch) {
        order = new CounterRandom(seed, nextEpoch, ORDER_INDEX, 0).permutation(images.size());
        orderEpoch = nextEpoch;
      }
      int from = nextStep * batchSize;
      int[] indices = Arrays.copyOfRange(order, from, from + batchSize);
      var buffer = buffers.isEmpty() ? newBuffers() : buffers.pop();
      pending.add(new PendingBatch(nextEpoch, nextStep, indices, buffer));
      nextStep++;
    }
    lock.notifyAll();
  }

  private ViewBatch take(int epoch, int step) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the view loader is closed");
      }
      seek(epoch, step);
      schedule();
      PendingBatch head = pending.peek();
      await(head);
      if (head.failure() != null) {
        pending.clear();
        throw failed(head.failure());
      }
      pending.remove();
      schedule();
      return new ViewBatch(epoch, step, head.indices(), head.groups());
    }
  }

  private void await(PendingBatch batch) {
    long began = System.nanoTime();
    try {
      while (!batch.isDone()) {
        lock.wait(PATIENCE_MILLIS);
        StopPoint.check();
        if (closed) {
          throw new IllegalStateException(
              "the view loader was closed before the next batch was ready");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted while waiting for a batch of views");
      cancelled.initCause(e);
      throw cancelled;
    } finally {
      waitedNanos += System.nanoTime() - began;
    }
  }

  private RuntimeException failed(PendingBatch.Failure failure) {
    if (failure.cause() instanceof DataException e) {
      return new DataException(e.getMessage(), e);
    }
    return new IllegalStateException(
        Text.of(
            "the views of image %d of %s could not be made: %s",
            failure.image(), images.name(), failure.cause()),
        failure.cause());
  }

  private void work() {
    var maker = new SampleMaker(images, groups, seed);
    for (Claim claim = nextClaim(); claim != null; claim = nextClaim()) {
      PendingBatch.Failure failure = make(maker, claim.batch(), claim.from());
      synchronized (lock) {
        if (claim.batch().finish(claim.from(), failure)) {
          lock.notifyAll();
        }
      }
    }
  }

  /** Samples of a batch that one worker has taken on. */
  private record Claim(PendingBatch batch, int from) {}

  /** Waits for samples to make, the earliest batch first; null when the loader is closed. */
  private Claim nextClaim() {
    synchronized (lock) {
      while (!closed) {
        for (PendingBatch batch : pending) {
          int from = batch.claim();
          if (from >= 0) {
            return new Claim(batch, from);
          }
        }
        try {
          lock.wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException("a worker of the view loader was interrupted", e);
        }
      }
      return null;
    }
  }

  private PendingBatch.Failure make(SampleMaker maker, PendingBatch batch, int from) {
    int sample = from;
    try {
      for (; sample < batch.claimEnd(from); sample++) {
        maker.make(batch, sample);
      }
      return null;
    } catch (Throwable e) {
      // Whatever it is, the consumer must hear of it instead of waiting for ever.
      return new PendingBatch.Failure(batch.indices()[sample], e);
    }
  }

  private final class EpochIterator implements Iterator<ViewBatch> {
    private final int epoch;
    private int step;

    EpochIterator(int epoch, int firstStep) {
      this.epoch = epoch;
      step = firstStep;
    }

    @Override
    public boolean hasNext() {
      return step < stepsPerEpoch();
    }

    @Override
    public ViewBatch next() {
      if (!hasNext()) {
        throw new NoSuchElementException(Text.of("epoch %d has no step %d", epoch, step));
      }
      return take(epoch, step++);
    }
  }
}

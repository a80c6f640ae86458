package org.ssl4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ssl4j.augment.Scratch;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.data.ImageSet;
import org.ssl4j.random.CounterRandom;

/**
 * Makes both views of images of random bytes, as the view workers do: bytes to normalised floats in
 * a batch's buffer. Every thread has images and a buffer of its own, so that the time of one more
 * thread shows what the machine shares, not a lock.
 */
public final class AugmentWorkload implements Runnable, AutoCloseable {
  private static final int BATCH = 256;
  private static final long SEED = 0;

  private final List<Worker> workers = new ArrayList<>();
  private final ExecutorService threads;

  /**
   * @param views made of every image, in turn
   * @param side of the images in pixels
   * @param images per thread and round
   */
  public AugmentWorkload(List<ViewPipeline> views, int side, int images, int threads) {
    for (int t = 0; t < threads; t++) {
      workers.add(new Worker(views, side, images, t));
    }
    this.threads = Executors.newFixedThreadPool(threads);
  }

  /** One round: every thread makes all views of its images. */
  @Override
  public void run() {
    try {
      for (Future<Void> done : threads.invokeAll(workers)) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while views were made", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("views could not be made", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static final class Worker implements Callable<Void> {
    private final List<ViewPipeline> views;
    private final int side;
    private final byte[][] images;
    private final float[] batch;
    private final CounterRandom random = new CounterRandom(SEED, 0, 0, 0);
    private final Scratch scratch = new Scratch();
    private int epoch;

    Worker(List<ViewPipeline> views, int side, int images, int thread) {
      this.views = views;
      this.side = side;
      this.images = new byte[images][ImageSet.CHANNELS * side * side];
      int view = ImageSet.CHANNELS * views.get(0).size() * views.get(0).size();
      batch = new float[Math.multiplyExact(BATCH, view)];
      for (byte[] image : this.images) {
        for (int i = 0; i < image.length; i++) {
          image[i] = (byte) random.nextLong();
        }
      }
      epoch = thread;
    }

    @Override
    public Void call() {
      int length = batch.length / BATCH;
      int slot = 0;
      for (int i = 0; i < images.length; i++) {
        for (int v = 0; v < views.size(); v++) {
          random.moveTo(SEED, epoch, i, v);
          views.get(v).apply(images[i], 0, side, side, random, batch, slot * length, scratch);
          slot = (slot + 1) % BATCH;
        }
      }
      epoch++;
      return null;
    }
  }
}

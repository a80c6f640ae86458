package org.ssl4j.encoder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ssl4j.augment.Scratch;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.data.ImageSet;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Tap;
import org.ssl4j.random.CounterRandom;
import org.ssl4j.stop.StopPoint;

/**
 * Embeds the first images of a set in inference mode, batch by batch. Not safe for use by several
 * threads.
 */
public final class ImageEmbedder {

  /** Images embedded at once where nothing speaks for another number. */
  public static final int USUAL_BATCH = 256;

  /** Up to this side the usual batch is embedded; of larger images fewer, for the same memory. */
  private static final int USUAL_SIDE = 64;

  private static final int FEWEST = 8;

  /** Images to embed at once when they have that side. */
  public static int batch(int side) {
    long fitting = (long) USUAL_BATCH * USUAL_SIDE * USUAL_SIDE / ((long) side * side);
    return (int) Math.max(FEWEST, Math.min(USUAL_BATCH, fitting));
  }

  /** Key of the random streams of measured views: no epoch of training has it. */
  private static final long MEASURING = -1;

  private final SSLMethod method;
  private final int batch;
  private final long seed;
  private final Scratch scratch = new Scratch();
  private float[] pixels = {};
  private ImageBatch images;

  /**
   * @param batch images embedded at once
   * @param seed keys the random numbers of augmented views, the same at every call
   */
  public ImageEmbedder(SSLMethod method, int batch, long seed) {
    this.method = method;
    this.batch = batch;
    this.seed = seed;
  }

  /**
   * @param set images
   * @param count how many of them, from the first on
   * @param pipeline makes the view that is embedded
   * @param view number of the view, keys its random numbers
   * @return [count, d] for each tap
   */
  public Map<Tap, EmbeddingMatrix> embed(
      ImageSet set, int count, ViewPipeline pipeline, int view, Set<Tap> taps) {
    Map<Tap, float[]> rows = new LinkedHashMap<>();
    Map<Tap, Integer> columns = new LinkedHashMap<>();
    var images = images(Math.min(Math.min(batch, batch(pipeline.size())), count), pipeline.size());
    int rowsAtOnce = images.count();
    for (int from = 0; from < count; from += rowsAtOnce) {
      int size = Math.min(rowsAtOnce, count - from);
      load(set, from, size, pipeline, view);
      images.put(pixels);
      for (var entry : method.embed(images, taps).entrySet()) {
        int d = entry.getValue().columns();
        columns.put(entry.getKey(), d);
        float[] target =
            rows.computeIfAbsent(entry.getKey(), tap -> new float[Math.multiplyExact(count, d)]);
        for (int row = 0; row < size; row++) {
          entry.getValue().readFloats(row, 0, d, target, (from + row) * d);
        }
      }
    }
    Map<Tap, EmbeddingMatrix> matrices = new LinkedHashMap<>();
    rows.forEach(
        (tap, values) -> matrices.put(tap, EmbeddingMatrix.of(values, count, columns.get(tap))));
    return matrices;
  }

  /**
   * Always as many images: a last, smaller batch would have an engine compile every layer once
   * more. What it lacks are images of the batch before, whose rows nobody reads.
   */
  private ImageBatch images(int size, int side) {
    if (images == null || images.count() != size || images.height() != side) {
      if (images != null) {
        images.close();
      }
      images = method.networks().engine().images(size, ImageSet.CHANNELS, side, side);
      pixels = new float[Math.multiplyExact(size * ImageSet.CHANNELS, side * side)];
    }
    return images;
  }

  private void load(ImageSet set, int from, int size, ViewPipeline pipeline, int view) {
    int length = ImageSet.CHANNELS * pipeline.size() * pipeline.size();
    byte[] bytes = new byte[set.imageBytes()];
    var random = new CounterRandom(seed, MEASURING, 0, view);
    for (int i = 0; i < size; i++) {
      set.read(from + i, bytes, 0);
      StopPoint.check();
      random.moveTo(seed, MEASURING, from + i, view);
      pipeline.apply(bytes, 0, set.height(), set.width(), random, pixels, i * length, scratch);
    }
  }
}

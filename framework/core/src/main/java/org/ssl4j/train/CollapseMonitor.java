package org.ssl4j.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.data.ImageSet;
import org.ssl4j.encoder.ImageEmbedder;
import org.ssl4j.measure.Alignment;
import org.ssl4j.measure.Attempts;
import org.ssl4j.measure.CollapseMeasures;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.measure.LayerAnalysis;
import org.ssl4j.measure.LidarRank;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.Tap;
import org.ssl4j.stop.StopPoint;

/**
 * Measures every tapped layer of a method on a fixed set of clean held-out images, the alignment of
 * two augmented views of the same images, and the LiDAR of several views of some of them. Images
 * and views are the same every time, so that epochs compare.
 */
final class CollapseMonitor {

  /** Views of an image for LiDAR; the paper takes more, which costs more passes an epoch. */
  private static final int LIDAR_VIEWS = 4;

  /** Images for LiDAR: with four views 1,500 deviations, enough for the covariance of 512-d. */
  private static final int LIDAR_IMAGES = 500;

  private static final List<Tap> LIDAR_TAPS = List.of(Tap.BACKBONE, Tap.PROJECTOR);

  private final SSLMethod method;
  private final ImageEmbedder embedder;
  private final ImageSet heldOut;
  private final int count;
  private final ViewPipeline clean;
  private final ViewPipeline view1;
  private final ViewPipeline view2;

  public CollapseMonitor(
      SSLMethod method,
      ImageEmbedder embedder,
      ImageSet heldOut,
      int count,
      ViewPipeline clean,
      ViewPipeline view1,
      ViewPipeline view2) {
    this.method = method;
    this.embedder = embedder;
    this.heldOut = heldOut;
    this.count = count;
    this.clean = clean;
    this.view1 = view1;
    this.view2 = view2;
  }

  /**
   * Measures now. A measure that fails is missing, with the reason in its layer; if no image can be
   * embedded, every layer is missing, with the reason in the attempts.
   *
   * @return analysis of each layer by its name
   * @throws InvalidEmbeddingsException if a network returns NaN or infinity
   */
  public Map<String, LayerAnalysis> measure(Attempts attempts) {
    var taps = method.taps();
    Map<String, LayerAnalysis> layers = new LinkedHashMap<>();
    var embeddings =
        attempts.take("layers", null, () -> embedder.embed(heldOut, count, clean, 0, taps));
    if (embeddings == null) {
      return layers;
    }
    var views = attempts.take("views", null, () -> new Views(view(1, taps), view(2, taps)));
    // One layer after the other: BLAS has all cores already, and two calls at once are slower.
    for (var tap : taps) {
      StopPoint.check();
      var ofLayer = attempts.layer(tap.label());
      var analysis = CollapseMeasures.measure(embeddings.get(tap), ofLayer, true);
      var alignment = views == null ? null : ofLayer.take("alignment", null, () -> views.of(tap));
      analysis = alignment == null ? analysis : analysis.withAlignment(alignment);
      layers.put(tap.label(), analysis.withReasons(ofLayer.reasons()));
    }
    if (views != null) {
      addLidar(layers, views, attempts);
    }
    return layers;
  }

  private Map<Tap, EmbeddingMatrix> view(int number, Set<Tap> taps) {
    return embedder.embed(heldOut, count, number == 1 ? view1 : view2, number, taps);
  }

  /** Two augmented views of the same images. */
  private record Views(Map<Tap, EmbeddingMatrix> first, Map<Tap, EmbeddingMatrix> second) {

    Alignment of(Tap tap) {
      return Alignment.of(first.get(tap), second.get(tap));
    }
  }

  /** The first two views are at hand; further ones alternate between the two pipelines. */
  private void addLidar(Map<String, LayerAnalysis> layers, Views two, Attempts attempts) {
    var taps = LIDAR_TAPS.stream().filter(tap -> layers.containsKey(tap.label())).toList();
    int images = Math.min(count, LIDAR_IMAGES);
    var views = attempts.take("lidarViews", null, () -> lidarViews(two, images, Set.copyOf(taps)));
    if (views == null) {
      return;
    }
    for (var tap : taps) {
      var ofLayer = attempts.layer(tap.label());
      var lidar = ofLayer.take("lidar", null, () -> lidar(views, tap, images));
      layers.computeIfPresent(
          tap.label(),
          (name, analysis) -> analysis.withLidar(lidar).withReasons(ofLayer.reasons()));
    }
  }

  private List<Map<Tap, EmbeddingMatrix>> lidarViews(Views two, int images, Set<Tap> taps) {
    List<Map<Tap, EmbeddingMatrix>> views = new ArrayList<>(List.of(two.first(), two.second()));
    while (views.size() < LIDAR_VIEWS) {
      int view = views.size() + 1;
      var pipeline = view % 2 == 1 ? view1 : view2;
      views.add(embedder.embed(heldOut, images, pipeline, view, taps));
    }
    return views;
  }

  private static double lidar(List<Map<Tap, EmbeddingMatrix>> views, Tap tap, int images) {
    var stacked =
        new Interleaved(views.stream().map(embedded -> embedded.get(tap)).toList(), images);
    return LidarRank.of(stacked, LIDAR_VIEWS).value();
  }

  /** The views of image 0, then those of image 1, and so on. */
  private record Interleaved(List<EmbeddingMatrix> views, int images) implements EmbeddingMatrix {
    @Override
    public int rows() {
      return images * views.size();
    }

    @Override
    public int columns() {
      return views.get(0).columns();
    }

    @Override
    public void read(int row, int column, int count, double[] target, int offset) {
      views.get(row % views.size()).read(row / views.size(), column, count, target, offset);
    }
  }
}

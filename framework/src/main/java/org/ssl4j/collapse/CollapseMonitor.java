package org.ssl4j.collapse;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.data.ImageSet;
import org.ssl4j.method.SSLMethod;

/**
 * Measures every tapped layer of a method on a fixed set of clean held-out images, and the alignment of two augmented
 * views of the same images. Images and views are the same every time, so that epochs compare.
 */
public final class CollapseMonitor {

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
   * Measures now.
   *
   * @return analysis of each layer by its name
   * @throws InvalidEmbeddingsException if a network returns NaN or infinity
   */
  public Map<String, LayerAnalysis> measure() {
    var taps = method.taps();
    var embeddings = embedder.embed(heldOut, count, clean, 0, taps);
    var first = embedder.embed(heldOut, count, view1, 1, taps);
    var second = embedder.embed(heldOut, count, view2, 2, taps);
    Map<String, LayerAnalysis> layers = new LinkedHashMap<>();
    for (var tap : taps) {
      layers.put(
          tap.label(),
          CollapseMeasures.measure(embeddings.get(tap))
              .withAlignment(Alignment.of(first.get(tap), second.get(tap))));
    }
    return layers;
  }
}

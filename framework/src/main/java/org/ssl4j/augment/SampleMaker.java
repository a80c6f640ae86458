package org.ssl4j.augment;

import java.util.List;
import org.ssl4j.data.CounterRandom;
import org.ssl4j.data.ImageSet;

/** What one worker owns: an image's bytes, a generator and working memory. */
final class SampleMaker {
  private final ImageSet images;
  private final List<ViewPipeline> views;
  private final long seed;
  private final byte[] image;
  private final CounterRandom random = new CounterRandom(0, 0, 0, 0);
  private final Scratch scratch = new Scratch();

  SampleMaker(ImageSet images, List<ViewPipeline> views, long seed) {
    this.images = images;
    this.views = views;
    this.seed = seed;
    image = new byte[images.imageBytes()];
  }

  /** Makes all views of one sample of a batch; the image is read once. */
  void make(PendingBatch batch, int sample) {
    int index = batch.indices()[sample];
    images.read(index, image, 0);
    for (int v = 0; v < views.size(); v++) {
      ViewPipeline view = views.get(v);
      int length = ImageSet.CHANNELS * view.size() * view.size();
      int offset = (v * batch.indices().length + sample) * length;
      random.moveTo(seed, batch.epoch(), index, v);
      view.apply(
          image, 0, images.height(), images.width(), random, batch.pixels(), offset, scratch);
    }
  }
}

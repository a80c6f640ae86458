package org.ssl4j.augment;

import java.util.List;
import org.ssl4j.data.ImageSet;
import org.ssl4j.random.CounterRandom;

/** What one worker owns: an image's bytes, a generator and working memory. */
final class SampleMaker {
  private final ImageSet images;
  private final List<ViewGroup> groups;
  private final long seed;
  private final byte[] image;
  private final CounterRandom random = new CounterRandom(0, 0, 0, 0);

  /** One a group, because working memory fits one size. */
  private final List<Scratch> scratch;

  SampleMaker(ImageSet images, List<ViewGroup> groups, long seed) {
    this.images = images;
    this.groups = groups;
    this.seed = seed;
    image = new byte[images.imageBytes()];
    scratch = groups.stream().map(group -> new Scratch()).toList();
  }

  /** Makes all views of one sample of a batch; the image is read once. */
  void make(PendingBatch batch, int sample) {
    int index = batch.indices()[sample];
    images.read(index, image, 0);
    int number = 0;
    for (int g = 0; g < groups.size(); g++) {
      var views = groups.get(g).views();
      for (int v = 0; v < views.size(); v++) {
        random.moveTo(seed, batch.epoch(), index, number);
        make(batch.groups().get(g), views.get(v), v * batch.indices().length + sample, g);
        number++;
      }
    }
  }

  private void make(ViewBatch.Stack target, ViewPipeline view, int row, int group) {
    int offset = row * ImageSet.CHANNELS * view.size() * view.size();
    view.apply(
        image,
        0,
        images.height(),
        images.width(),
        random,
        target.pixels(),
        offset,
        scratch.get(group));
  }
}

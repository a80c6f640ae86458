package org.ssl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.ViewConfig;
import org.ssl4j.data.ImageSet;
import org.ssl4j.data.Shapes;
import org.ssl4j.error.DataException;
import org.ssl4j.random.CounterRandom;

@Timeout(30)
class ViewLoaderTest {
  private static final double[] HALF = {0.5, 0.5, 0.5};
  private static final ImageSet IMAGES = Shapes.open(16, 50, 2, 64).train();

  private static ViewPipeline view(double solarize) {
    return view(solarize, 16);
  }

  private static ViewPipeline view(double solarize, int size) {
    return ViewPipeline.of(
        new ViewConfig(
            List.of(0.2, 1.0),
            List.of(0.75, 4 / 3.0),
            0.5,
            0.8,
            0.4,
            0.4,
            0.4,
            0.1,
            0.2,
            0.5,
            List.of(0.1, 2.0),
            0,
            solarize,
            0.5,
            null),
        size,
        HALF,
        HALF);
  }

  private static ViewGroup group(ViewPipeline... views) {
    return new ViewGroup(List.of(views));
  }

  private static ViewLoader loader(ImageSet images, int workers, int prefetch) {
    return new ViewLoader(images, List.of(group(view(0), view(0.2))), 16, 7, workers, prefetch);
  }

  private static List<ViewBatch> epoch(ViewLoader loader, int epoch, int firstStep) {
    List<ViewBatch> batches = new ArrayList<>();
    for (ViewBatch batch : loader.epoch(epoch, firstStep)) {
      batches.add(
          new ViewBatch(
              batch.epoch(),
              batch.step(),
              batch.indices(),
              batch.groups().stream().map(ViewLoaderTest::copy).toList()));
      loader.recycle(batch);
    }
    return batches;
  }

  private static ViewBatch.Stack copy(ViewBatch.Stack stack) {
    return new ViewBatch.Stack(stack.views(), stack.size(), stack.pixels().clone());
  }

  private static float[] pixels(ViewBatch batch) {
    return batch.groups().get(0).pixels();
  }

  private static void assertSame(List<ViewBatch> actual, List<ViewBatch> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).epoch()).isEqualTo(expected.get(i).epoch());
      assertThat(actual.get(i).step()).isEqualTo(expected.get(i).step());
      assertThat(actual.get(i).indices()).isEqualTo(expected.get(i).indices());
      assertThat(actual.get(i).groups()).hasSameSizeAs(expected.get(i).groups());
      for (int g = 0; g < actual.get(i).groups().size(); g++) {
        var pixels = actual.get(i).groups().get(g).pixels();
        assertThat(Arrays.equals(pixels, expected.get(i).groups().get(g).pixels())).isTrue();
      }
    }
  }

  @Test
  void givenAnyNumberOfWorkers_whenAnEpochIsMade_thenItIsBitIdentical() {
    try (ViewLoader one = loader(IMAGES, 1, 1);
        ViewLoader five = loader(IMAGES, 5, 3)) {
      for (int e = 0; e < 3; e++) {
        assertSame(epoch(five, e, 0), epoch(one, e, 0));
      }
    }
  }

  @Test
  void givenAResumedEpoch_whenItBeginsInTheMiddle_thenItIsTheRestOfTheWholeOne() {
    try (ViewLoader whole = loader(IMAGES, 2, 2);
        ViewLoader resumed = loader(IMAGES, 2, 2)) {
      assertSame(epoch(resumed, 4, 1), epoch(whole, 4, 0).subList(1, 3));
    }
  }

  @Test
  void givenBatchesMadeAhead_whenAnotherEpochIsAskedFor_thenTheyAreNotMixedUp() {
    try (ViewLoader jumping = loader(IMAGES, 3, 4);
        ViewLoader fresh = loader(IMAGES, 1, 1)) {
      jumping.epoch(0, 0).iterator().next();
      assertSame(epoch(jumping, 9, 0), epoch(fresh, 9, 0));
      assertSame(epoch(jumping, 0, 0), epoch(fresh, 0, 0));
    }
  }

  @Test
  void givenAnEpoch_whenItIsIterated_thenEveryImageComesAtMostOnceAndTheOrderChanges() {
    try (ViewLoader loader = loader(IMAGES, 2, 2)) {
      assertThat(loader.stepsPerEpoch()).isEqualTo(3);
      int[] first = order(epoch(loader, 0, 0));
      int[] second = order(epoch(loader, 1, 0));
      assertThat(first).hasSize(48).doesNotHaveDuplicates();
      assertThat(second).hasSize(48).doesNotHaveDuplicates().isNotEqualTo(first);
    }
  }

  private static int[] order(List<ViewBatch> batches) {
    return batches.stream().flatMapToInt(b -> IntStream.of(b.indices())).toArray();
  }

  @Test
  void givenTwoViews_whenABatchIsMade_thenTheViewsAreStackedAndDiffer() {
    try (ViewLoader loader = loader(IMAGES, 2, 2)) {
      ViewBatch batch = epoch(loader, 0, 0).get(0);
      int length = 16 * 3 * 16 * 16;
      assertThat(pixels(batch)).hasSize(2 * length);
      assertThat(Arrays.copyOf(pixels(batch), length))
          .isNotEqualTo(Arrays.copyOfRange(pixels(batch), length, 2 * length));
      float[] alone = new float[3 * 16 * 16];
      byte[] bytes = new byte[IMAGES.imageBytes()];
      IMAGES.read(batch.indices()[5], bytes, 0);
      var random = new CounterRandom(7, 0, batch.indices()[5], 1);
      view(0.2).apply(bytes, 0, 16, 16, random, alone, 0, new Scratch());
      int from = length + 5 * alone.length;
      assertThat(alone).isEqualTo(Arrays.copyOfRange(pixels(batch), from, from + alone.length));
    }
  }

  @Test
  void givenGroupsOfSeveralSizes_whenABatchIsMade_thenEveryViewHasItsOwnNumbersAndPlace() {
    var large = group(view(0), view(0.2));
    var small = group(view(0, 8), view(0, 8), view(0.5, 8));
    try (var loader = new ViewLoader(IMAGES, List.of(large, small), 16, 7, 3, 2)) {
      for (ViewBatch batch : epoch(loader, 2, 0)) {
        assertThat(batch.groups()).extracting(ViewBatch.Stack::views).containsExactly(2, 3);
        assertThat(batch.groups()).extracting(ViewBatch.Stack::size).containsExactly(16, 8);
        assertRow(batch, 0, 1, large.views().get(1), 1);
        assertRow(batch, 1, 0, small.views().get(0), 2);
        assertRow(batch, 1, 2, small.views().get(2), 4);
      }
    }
  }

  /** All images of a view, made alone with the random numbers of the view's number. */
  private static void assertRow(
      ViewBatch batch, int group, int view, ViewPipeline pipeline, int number) {
    float[] alone = new float[3 * pipeline.size() * pipeline.size()];
    byte[] bytes = new byte[IMAGES.imageBytes()];
    for (int i = 0; i < batch.count(); i++) {
      IMAGES.read(batch.indices()[i], bytes, 0);
      var random = new CounterRandom(7, batch.epoch(), batch.indices()[i], number);
      pipeline.apply(bytes, 0, 16, 16, random, alone, 0, new Scratch());
      int from = (view * batch.count() + i) * alone.length;
      assertThat(alone)
          .isEqualTo(
              Arrays.copyOfRange(batch.groups().get(group).pixels(), from, from + alone.length));
    }
  }

  @Test
  void givenMoreGroups_whenABatchIsMade_thenTheFirstGroupStaysAsItWas() {
    try (var two = loader(IMAGES, 2, 2);
        var more =
            new ViewLoader(
                IMAGES, List.of(group(view(0), view(0.2)), group(view(0, 8))), 16, 7, 2, 2)) {
      var expected = epoch(two, 1, 0);
      var actual = epoch(more, 1, 0);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(pixels(actual.get(i))).isEqualTo(pixels(expected.get(i)));
      }
    }
  }

  @Test
  void givenGroupsGivenBack_whenTheNextAreMade_thenAllTheirBuffersAreUsedAgain() {
    var groups = List.of(group(view(0)), group(view(0, 8)));
    try (var loader = new ViewLoader(IMAGES, groups, 16, 7, 1, 1)) {
      Iterator<ViewBatch> batches = loader.epoch(0, 0).iterator();
      ViewBatch first = batches.next();
      loader.recycle(first);
      batches.next();
      var later = batches.next();
      assertThat(later.groups().get(0).pixels()).isSameAs(first.groups().get(0).pixels());
      assertThat(later.groups().get(1).pixels()).isSameAs(first.groups().get(1).pixels());
    }
  }

  @Test
  void givenViewsOfSeveralSizes_whenAGroupIsMade_thenItIsRefused() {
    assertThatThrownBy(() -> group(view(0), view(0, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same size");
    assertThatThrownBy(() -> new ViewLoader(IMAGES, List.of(), 16, 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("group");
  }

  @Test
  void givenABatchGivenBack_whenTheNextAreMade_thenItsBufferIsUsedAgain() {
    try (ViewLoader loader = loader(IMAGES, 1, 1)) {
      Iterator<ViewBatch> batches = loader.epoch(0, 0).iterator();
      ViewBatch first = batches.next();
      loader.recycle(first);
      batches.next();
      assertThat(pixels(batches.next())).isSameAs(pixels(first));
    }
  }

  @Test
  void givenAnImageThatCannotBeRead_whenItsBatchIsTaken_thenItsMessageArrives() {
    var broken = new BrokenImages(new DataException("file x is gone."));
    try (ViewLoader loader = loader(broken, 3, 2)) {
      assertThatThrownBy(() -> epoch(loader, 0, 0))
          .isInstanceOf(DataException.class)
          .hasMessage("file x is gone.");
    }
  }

  @Test
  void givenAFailingWorker_whenItsBatchIsTaken_thenTheCauseAndTheImageAreNamed() {
    var broken = new BrokenImages(new ArithmeticException("no"));
    try (ViewLoader loader = loader(broken, 1, 2)) {
      assertThatThrownBy(() -> epoch(loader, 0, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("image 3 of broken")
          .hasCauseInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void givenAnInterruptedConsumer_whenItTakesABatch_thenItIsToldAndStaysInterrupted() {
    try (ViewLoader loader = loader(IMAGES, 1, 1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> epoch(loader, 0, 0)).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void givenAConsumerThatWaits_whenBatchesAreTaken_thenTheTimeIsRecorded() {
    try (ViewLoader loader = loader(IMAGES, 1, 1)) {
      assertThat(loader.waitedNanos()).isZero();
      epoch(loader, 0, 0);
      assertThat(loader.waitedNanos()).isPositive();
    }
  }

  @Test
  void givenAClosedLoader_whenABatchIsTaken_thenItIsRefusedAndNoThreadIsLeft() {
    ViewLoader loader = loader(IMAGES, 2, 2);
    loader.epoch(0, 0).iterator().next();
    loader.close();
    loader.close();
    assertThatThrownBy(() -> epoch(loader, 0, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givenABatchLargerThanTheSet_whenTheLoaderIsMade_thenItIsRefused() {
    assertThatThrownBy(() -> new ViewLoader(IMAGES, List.of(group(view(0))), 51, 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("51")
        .hasMessageContaining("50");
  }

  @Test
  void givenMorePixelsThanAnArrayHolds_whenTheLoaderIsMade_thenItIsRefusedInASentence() {
    var huge = group(view(0, 1024), view(0, 1024), view(0, 1024), view(0, 1024));
    var many = Shapes.open(16, 200, 2, 202).train();

    assertThatThrownBy(() -> new ViewLoader(many, List.of(huge), 171, 0, 1, 1))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("4 views of 1024 x 1024 pixels of each of 171 images");
  }

  /** Image 3 fails, whichever way. */
  private record BrokenImages(RuntimeException failure) implements ImageSet {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public int size() {
      return 16;
    }

    @Override
    public int height() {
      return 16;
    }

    @Override
    public int width() {
      return 16;
    }

    @Override
    public int label(int index) {
      return UNLABELLED;
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }

    @Override
    public void read(int index, byte[] target, int offset) {
      if (index == 3) {
        throw failure;
      }
    }

    @Override
    public String fingerprint() {
      return "";
    }
  }
}

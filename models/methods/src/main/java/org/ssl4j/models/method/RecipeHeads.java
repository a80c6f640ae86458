package org.ssl4j.models.method;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Sizes of the heads in the recipes, for benchmarks: those of CIFAR-10 for a wide network, those of
 * the mini recipes for a narrow one. {@code scripts/torch-peer.py} builds the same.
 */
final class RecipeHeads {

  /** Channels of the first stage of a ResNet-18. */
  private static final int WIDE = 64;

  /** Features for each channel of the first stage, with four stages. */
  private static final int GROWTH = 8;

  private RecipeHeads() {}

  static boolean wide(int width) {
    return width >= WIDE;
  }

  static int features(int width) {
    return GROWTH * width;
  }

  /** Outputs of SimSiam's and VICReg's layers. */
  static int large(int width) {
    return wide(width) ? 2048 : 512;
  }

  /** A head of these layers, as in a config. */
  static Map<String, List<Integer>> of(int... layers) {
    return Map.of("layers", Arrays.stream(layers).boxed().toList());
  }
}

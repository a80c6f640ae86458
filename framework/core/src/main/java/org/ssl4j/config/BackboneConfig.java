package org.ssl4j.config;

import java.util.List;

/** The {@code backbone:} section: the encoder whose features are kept. */
public record BackboneConfig(
    @Setting(
            doc =
                "resnet18, resnet34, resnet (give blocks), convnet4, or a backbone from your own provider.",
            defaultValue = "resnet18")
        String name,
    @Setting(
            doc = "Channels of the first stage; each later stage of a resnet doubles them.",
            defaultValue = "64",
            min = 1,
            max = 1024)
        int width,
    @Setting(
            doc = "Number of residual blocks in each stage; null for those of the named network.",
            defaultValue = "null",
            min = 1,
            max = 64)
        List<Integer> blocks,
    @Setting(
            doc =
                "cifar: 3x3 convolution, stride 1, no pooling; imagenet: 7x7 convolution, stride 2, and a 3x3 max pool.",
            defaultValue = "cifar")
        Stem stem) {

  public BackboneConfig {
    blocks = blocks == null ? null : List.copyOf(blocks);
  }

  /** First layers of a residual network. */
  public enum Stem {
    CIFAR,
    IMAGENET
  }
}

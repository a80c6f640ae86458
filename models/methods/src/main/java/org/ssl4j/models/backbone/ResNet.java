package org.ssl4j.models.backbone;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ssl4j.config.BackboneConfig;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.network.BackboneProvider;
import org.ssl4j.network.PlanBuilder;
import org.ssl4j.network.PlanBuilder.Node;
import org.ssl4j.network.Tap;
import org.ssl4j.text.Text;

/**
 * Residual networks of basic blocks (He et al., arXiv:1512.03385): four stages (or as many as there
 * are block counts), channels doubling and maps halving from the second on.
 *
 * <p>CIFAR stem: 3x3 convolution, stride 1, padding 1, no pooling. ImageNet stem: 7x7 convolution,
 * stride 2, and a 3x3 max pool, stride 2.
 */
public final class ResNet implements BackboneProvider {

  private static final Map<String, List<Integer>> NAMED =
      Map.of("resnet18", List.of(2, 2, 2, 2), "resnet34", List.of(3, 4, 6, 3));

  private static final String CUSTOM = "resnet";

  /** With as many, the last has 128 times the channels of the first. */
  private static final int MOST_STAGES = 8;

  private static final int KERNEL = 9;

  @Override
  public Set<String> names() {
    return Set.of("resnet18", "resnet34", CUSTOM);
  }

  @Override
  public void check(BackboneConfig config) {
    if (config.name().equals(CUSTOM)) {
      if (config.blocks() == null || config.blocks().isEmpty()) {
        throw new InvalidSettingException(
            "blocks", "resnet needs its block counts, e.g. [1, 1, 1, 1]");
      }
      if (config.blocks().size() > MOST_STAGES) {
        throw new InvalidSettingException(
            "blocks",
            Text.of(
                "%d stages are too many, because channels double from each to the next; give at most %d",
                config.blocks().size(), MOST_STAGES));
      }
    } else if (config.blocks() != null && !config.blocks().equals(NAMED.get(config.name()))) {
      throw new InvalidSettingException(
          "blocks",
          Text.of(
              "%s has blocks %s; use name: resnet for other block counts",
              config.name(), NAMED.get(config.name())));
    }
  }

  private static List<Integer> blocks(BackboneConfig config) {
    return config.name().equals(CUSTOM) ? config.blocks() : NAMED.get(config.name());
  }

  @Override
  public long leastParameters(BackboneConfig config) {
    long parameters = 0;
    for (int stage = 0; stage < blocks(config).size(); stage++) {
      long channels = (long) config.width() << stage;
      parameters += (2L * blocks(config).get(stage) - 1) * KERNEL * channels * channels;
    }
    return parameters;
  }

  @Override
  public Node build(BackboneConfig config, PlanBuilder net) {
    var blocks = blocks(config);
    Node x = stem(config, net);
    for (int stage = 0; stage < blocks.size(); stage++) {
      int channels = config.width() << stage;
      for (int block = 0; block < blocks.get(stage); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        x = basicBlock(net, Text.of("stage%d.block%d", stage + 1, block + 1), x, channels, stride);
      }
      if (stage < blocks.size() - 1) { // the last stage's means are the features themselves
        net.watchMaps(Tap.stage(stage + 1), x);
      }
    }
    return net.globalAveragePool("pool", x);
  }

  private static Node stem(BackboneConfig config, PlanBuilder net) {
    return switch (config.stem()) {
      case CIFAR -> {
        var conv = net.convolution("stem.conv", net.input(), config.width(), 3, 1);
        yield net.batchNorm("stem.bn", conv, true, true);
      }
      case IMAGENET -> {
        var conv = net.convolution("stem.conv", net.input(), config.width(), 7, 2);
        var bn = net.batchNorm("stem.bn", conv, true, true);
        yield net.maxPool("stem.pool", bn, 3, 2, 1);
      }
    };
  }

  private static Node basicBlock(PlanBuilder net, String name, Node x, int channels, int stride) {
    var conv1 = net.convolution(name + ".conv1", x, channels, 3, stride);
    var bn1 = net.batchNorm(name + ".bn1", conv1, true, true);
    var conv2 = net.convolution(name + ".conv2", bn1, channels, 3, 1);
    var bn2 = net.batchNorm(name + ".bn2", conv2, true, false);
    var shortcut = x;
    if (stride != 1 || x.channels() != channels) {
      var projection = net.convolution(name + ".shortcut.conv", x, channels, 1, stride);
      shortcut = net.batchNorm(name + ".shortcut.bn", projection, true, false);
    }
    return net.addRelu(name + ".out", bn2, shortcut);
  }
}

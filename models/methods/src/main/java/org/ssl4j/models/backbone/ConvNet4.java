package org.ssl4j.models.backbone;

import java.util.Set;
import org.ssl4j.config.BackboneConfig;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.network.BackboneProvider;
import org.ssl4j.network.PlanBuilder;
import org.ssl4j.network.PlanBuilder.Node;
import org.ssl4j.network.Tap;

/**
 * Four 3x3 convolutions with batch norm and ReLU, the last three with stride 2 and twice the
 * channels: a small encoder for quick experiments.
 */
public final class ConvNet4 implements BackboneProvider {

  private static final String NAME = "convnet4";
  private static final int LAYERS = 4;

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public void check(BackboneConfig config) {
    if (config.blocks() != null) {
      throw new InvalidSettingException("blocks", "convnet4 has no blocks; leave the key out");
    }
  }

  @Override
  public long leastParameters(BackboneConfig config) {
    long channels = (long) config.width() << (LAYERS - 1);
    return 9 * channels * channels / 2;
  }

  @Override
  public Node build(BackboneConfig config, PlanBuilder net) {
    Node x = net.input();
    for (int i = 0; i < LAYERS; i++) {
      var conv = net.convolution("conv" + (i + 1), x, config.width() << i, 3, i == 0 ? 1 : 2);
      x = net.batchNorm("bn" + (i + 1), conv, true, true);
      if (i < LAYERS - 1) { // the last layer's means are the features themselves
        net.watchMaps(Tap.stage(i + 1), x);
      }
    }
    return net.globalAveragePool("pool", x);
  }
}

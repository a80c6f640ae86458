package org.ssl4j.reference;

import java.util.List;
import org.ssl4j.config.HeadConfig.BatchNormMode;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Part;
import org.ssl4j.network.PlanBuilder;
import org.ssl4j.network.PlanBuilder.Node;
import org.ssl4j.network.Tap;
import org.ssl4j.text.Text;

/** Small networks of the shapes that methods train. */
final class ContractPlans {

  /** Outputs of {@link #siamese}. */
  static final String PROJECTION = "projection";

  static final String PREDICTION = "predictor.dense2";

  /** Output of networks without heads. */
  static final String FEATURES = "features";

  private static final int WIDTH = 4;

  private ContractPlans() {}

  /**
   * A residual network of basic blocks (He et al., arXiv:1512.03385).
   *
   * @param blocks of each stage
   * @param pooled whether it begins with a 7x7 convolution of stride 2 and a max pool
   */
  static NetworkPlan resNet(int width, List<Integer> blocks, boolean pooled, long seed) {
    var net = new PlanBuilder(seed);
    Node x = net.convolution("stem.conv", net.input(), width, pooled ? 7 : 3, pooled ? 2 : 1);
    x = net.batchNorm("stem.bn", x, true, true);
    if (pooled) {
      x = net.maxPool("stem.pool", x, 3, 2, 1);
    }
    for (int stage = 0; stage < blocks.size(); stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        String name = Text.of("stage%d.block%d", stage + 1, block + 1);
        x = basicBlock(net, name, x, width << stage, stage > 0 && block == 0 ? 2 : 1);
      }
      net.watchMaps(Tap.stage(stage + 1), x);
    }
    x = net.globalAveragePool("pool", x);
    net.watch(Tap.BACKBONE, x);
    net.part(Part.OUTPUT).tap(FEATURES, x);
    return net.build(List.of(FEATURES));
  }

  private static Node basicBlock(PlanBuilder net, String name, Node x, int channels, int stride) {
    var inner = net.convolution(name + ".conv1", x, channels, 3, stride);
    inner = net.batchNorm(name + ".bn1", inner, true, true);
    inner = net.convolution(name + ".conv2", inner, channels, 3, 1);
    inner = net.batchNorm(name + ".bn2", inner, true, false);
    var shortcut = x;
    if (stride != 1 || x.channels() != channels) {
      shortcut = net.convolution(name + ".shortcut.conv", x, channels, 1, stride);
      shortcut = net.batchNorm(name + ".shortcut.bn", shortcut, true, false);
    }
    return net.addRelu(name + ".out", inner, shortcut);
  }

  /** Four convolutions with batch norm. */
  static NetworkPlan convNet(long seed) {
    var net = new PlanBuilder(seed);
    var pool = convNet(net);
    net.part(Part.OUTPUT).tap(FEATURES, pool);
    return net.build(List.of(FEATURES));
  }

  /** Two stems and a mean that all read the images. */
  static NetworkPlan branches(long seed) {
    var net = new PlanBuilder(seed);
    var wide = net.convolution("wide.conv", net.input(), WIDTH, 5, 2);
    wide = net.relu("wide.relu", wide);
    var narrow = net.convolution("narrow.conv", net.input(), WIDTH, 3, 2);
    narrow = net.batchNorm("narrow.bn", narrow, true, false);
    var pool = net.globalAveragePool("pool", net.addRelu("sum", wide, narrow));
    net.watch(Tap.BACKBONE, pool);
    net.part(Part.OUTPUT).tap(FEATURES, pool);
    net.dense("colour", net.globalAveragePool("means", net.input()), WIDTH, true);
    return net.build(List.of(FEATURES, "colour"));
  }

  private static Node convNet(PlanBuilder net) {
    Node x = net.input();
    for (int i = 0; i < 4; i++) {
      x = net.convolution("conv" + (i + 1), x, WIDTH << i, 3, i == 0 ? 1 : 2);
      x = net.batchNorm("bn" + (i + 1), x, true, true);
      net.watchMaps(Tap.stage(i + 1), x);
    }
    x = net.globalAveragePool("pool", x);
    net.watch(Tap.BACKBONE, x);
    return x;
  }

  /**
   * The convolutional net with a projector, an output behind a stop-gradient as in SimSiam
   * (arXiv:2011.10566), and a predictor.
   */
  static NetworkPlan siamese(BatchNormMode hidden, BatchNormMode output, long seed) {
    var net = new PlanBuilder(seed);
    var projections = projector(net, hidden, output);
    net.part(Part.OUTPUT).stopGradient(PROJECTION, projections);
    net.part(Part.PREDICTOR);
    var x = net.dense("predictor.dense1", projections, 6, true);
    x = normalise(net, "predictor.norm1", x, hidden, true);
    net.watch(Tap.hidden(Tap.PREDICTOR, 1), x);
    net.dense(PREDICTION, x, 8, true);
    return net.build(List.of(PROJECTION, PREDICTION));
  }

  /** The target of {@link #siamese}: without its predictor. */
  static NetworkPlan target(BatchNormMode hidden, BatchNormMode output, long seed) {
    var net = new PlanBuilder(seed);
    var projections = projector(net, hidden, output);
    net.part(Part.OUTPUT).tap(PROJECTION, projections);
    return net.build(List.of(PROJECTION));
  }

  private static Node projector(PlanBuilder net, BatchNormMode hidden, BatchNormMode output) {
    var pool = convNet(net);
    net.part(Part.PROJECTOR);
    var x = net.dense("projector.dense1", pool, 12, true);
    x = normalise(net, "projector.norm1", x, hidden, true);
    net.watch(Tap.hidden(Tap.PROJECTOR, 1), x);
    x = net.dense("projector.dense2", x, 8, true);
    x = normalise(net, "projector.norm2", x, output, false);
    net.watch(Tap.PROJECTOR, x);
    return x;
  }

  private static Node normalise(
      PlanBuilder net, String name, Node x, BatchNormMode mode, boolean relu) {
    return switch (mode) {
      case AFFINE -> net.batchNorm(name, x, true, relu);
      case PLAIN -> net.batchNorm(name, x, false, relu);
      case NONE -> relu ? net.relu(name, x) : x;
    };
  }
}

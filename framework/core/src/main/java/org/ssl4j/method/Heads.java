package org.ssl4j.method;

import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.HeadConfig.BatchNormMode;
import org.ssl4j.network.Part;
import org.ssl4j.network.PlanBuilder;
import org.ssl4j.network.PlanBuilder.Node;
import org.ssl4j.network.Tap;
import org.ssl4j.text.Text;

/** Projector and predictor: dense layers, batch norm and ReLU after each but the last. */
public final class Heads {

  private Heads() {}

  /** Adds a projector on top of the features. */
  public static Node projector(HeadConfig config, PlanBuilder net, Node features) {
    return head("projector", Tap.PROJECTOR, config, net.part(Part.PROJECTOR), features);
  }

  /** Adds a predictor on top of the projections. */
  public static Node predictor(HeadConfig config, PlanBuilder net, Node projections) {
    return head("predictor", Tap.PREDICTOR, config, net.part(Part.PREDICTOR), projections);
  }

  private static Node head(String name, Tap tap, HeadConfig config, PlanBuilder net, Node from) {
    Node x = from;
    int last = config.layers().size() - 1;
    for (int i = 0; i <= last; i++) {
      x = net.dense(Text.of("%s.dense%d", name, i + 1), x, config.layers().get(i), true);
      var mode = i < last ? config.hiddenBatchNorm() : config.outputBatchNorm();
      x = normalise(Text.of("%s.bn%d", name, i + 1), mode, i < last, net, x);
      if (i < last) {
        net.watch(Tap.hidden(tap, i + 1), x);
      }
    }
    return x;
  }

  private static Node normalise(
      String name, BatchNormMode mode, boolean relu, PlanBuilder net, Node x) {
    return switch (mode) {
      case AFFINE -> net.batchNorm(name, x, true, relu);
      case PLAIN -> net.batchNorm(name, x, false, relu);
      case NONE -> relu ? net.relu(name.replace(".bn", ".relu"), x) : x;
    };
  }
}

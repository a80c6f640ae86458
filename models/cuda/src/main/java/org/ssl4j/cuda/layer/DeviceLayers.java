package org.ssl4j.cuda.layer;

import java.util.Optional;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operation;
import org.ssl4j.network.Operations;
import org.ssl4j.text.Text;

/** Which layer computes which operation. */
public final class DeviceLayers {

  /** A window's winner is kept in a byte. */
  private static final int LARGEST_POOL = 15;

  private DeviceLayers() {}

  /** Why a plan cannot be computed, in one clause; empty if it can. */
  public static Optional<String> refusal(NetworkPlan plan) {
    return plan.nodes().stream()
        .filter(node -> !known(node.operation()))
        .findFirst()
        .map(
            node ->
                Text.of(
                    "the CUDA engine does not know the operation \"%s\" of \"%s\"",
                    described(node.operation()), node.name()));
  }

  private static String described(Operation operation) {
    return operation instanceof Operations.MaxPool pool
        ? Text.of("%s over windows of side %d", pool.name(), pool.kernel())
        : operation.name();
  }

  private static boolean known(Operation operation) {
    return operation instanceof Operations.Convolution
        || operation instanceof Operations.BatchNorm
        || operation instanceof Operations.Dense
        || operation instanceof Operations.AddRelu
        || operation instanceof Operations.Relu
        || (operation instanceof Operations.MaxPool pool && pool.kernel() <= LARGEST_POOL)
        || operation instanceof Operations.GlobalAveragePool
        || operation instanceof Operations.Identity
        || operation instanceof Operations.StopGradient;
  }

  /**
   * The layer of a node with a known operation.
   *
   * @param backToInput whether anything below it learns
   */
  public static DeviceLayer of(
      DeviceWork work, FlatParameters parameters, NetworkPlan.Node node, boolean backToInput) {
    var operation = node.operation();
    if (operation instanceof Operations.Convolution convolution) {
      return new ConvolutionLayer(work, convolution, parameters, node, backToInput);
    }
    if (operation instanceof Operations.BatchNorm batchNorm) {
      return new BatchNormLayer(work, batchNorm, parameters, node);
    }
    if (operation instanceof Operations.Dense dense) {
      return new DenseLayer(work, dense, parameters, node, backToInput);
    }
    if (operation instanceof Operations.AddRelu) {
      return SimpleLayers.addRelu(work);
    }
    if (operation instanceof Operations.Relu) {
      return SimpleLayers.relu(work);
    }
    if (operation instanceof Operations.MaxPool pool) {
      return PoolLayers.max(work, pool);
    }
    if (operation instanceof Operations.GlobalAveragePool) {
      return PoolLayers.globalAverage(work);
    }
    return SimpleLayers.identity(operation instanceof Operations.Identity);
  }

  /** The means of maps over all positions. */
  public static DeviceTensor means(DeviceWork work, DeviceTensor maps) {
    return PoolLayers.means(work, maps);
  }
}

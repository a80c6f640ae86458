package org.ssl4j.reference;

import java.util.List;
import org.ssl4j.network.Partition;

/** How one node's operation is computed. */
interface Formula {

  /**
   * The result in training, with the way back.
   *
   * @param inputs what the node reads, in order; not changed
   * @param partition parts of the batch with statistics of their own
   */
  PlanStep train(List<Values> inputs, Partition partition);

  /** The result in inference; the same as in training for all but batch norm. */
  default Values infer(List<Values> inputs) {
    return train(inputs, Partition.WHOLE).result();
  }

  /** The chain rule for one node and one pass. */
  interface WayBack {

    /**
     * Adds the node's parameter gradients.
     *
     * @param gradient dLoss/dResult; not changed
     * @return dLoss/dInput for each input; empty where no gradient flows back
     */
    List<Values> gradients(Values gradient);
  }
}

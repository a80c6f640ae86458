package org.ssl4j.cuda.layer;

import java.util.List;
import org.ssl4j.network.Partition;

/** One node of a network on a device. */
public interface DeviceLayer extends AutoCloseable {

  /**
   * The result in training.
   *
   * @param inputs what the node reads; one that nobody else holds may be overwritten
   * @param partition parts of the batch with statistics of their own
   */
  LayerStep train(List<DeviceTensor> inputs, Partition partition);

  /** The result in inference; the same as in training for all but batch norm. */
  default DeviceTensor infer(List<DeviceTensor> inputs) {
    var step = train(inputs, Partition.WHOLE);
    step.release();
    return step.result();
  }

  /** Frees memory of its own. */
  @Override
  default void close() {}
}

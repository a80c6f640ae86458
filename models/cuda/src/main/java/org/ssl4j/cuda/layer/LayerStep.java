package org.ssl4j.cuda.layer;

import java.util.List;

/**
 * What a layer has computed in one pass.
 *
 * @param result held once for whoever asked for it
 * @param kept held once more for the way back
 * @param back the way back
 */
public record LayerStep(DeviceTensor result, List<DeviceTensor> kept, WayBack back) {

  /** The chain rule for one layer and one pass. */
  public interface WayBack {

    /**
     * Adds the gradients of the layer's parameters.
     *
     * @param gradient of the result; may be overwritten if nobody else holds it
     * @return the gradient of each input, each held once; empty where none flows back
     */
    List<DeviceTensor> gradients(DeviceTensor gradient);
  }

  /** Gives back what is kept; the way back is closed then. */
  public void release() {
    kept.forEach(DeviceTensor::release);
  }
}

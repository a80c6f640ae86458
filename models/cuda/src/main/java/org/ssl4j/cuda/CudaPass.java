package org.ssl4j.cuda;

import java.util.HashMap;
import java.util.Map;
import org.ssl4j.cuda.layer.DeviceTensor;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Pass;
import org.ssl4j.text.Text;

/** A training pass whose results lie on the device. */
final class CudaPass implements Pass {
  private final CudaNetwork network;
  private final CudaImages images;
  private final DeviceGraph.Recorded recorded;
  private final Map<String, Matrix> read = new HashMap<>();
  private boolean returned;
  private boolean closed;

  CudaPass(CudaNetwork network, CudaImages images, DeviceGraph.Recorded recorded) {
    this.network = network;
    this.images = images;
    this.recorded = recorded;
  }

  @Override
  public Matrix output(String node) {
    requireOpen();
    return read.computeIfAbsent(
        node,
        name -> {
          network.graph().requireFeatures(name, images);
          return network.matrix(recorded.results().get(name));
        });
  }

  @Override
  public void backward(Map<String, Matrix> gradients) {
    requireOpen();
    if (returned) {
      throw new IllegalStateException("a pass goes backward once; make another forward pass");
    }
    gradients.forEach(this::check);
    returned = true;
    Map<String, DeviceTensor> given = new HashMap<>();
    gradients.forEach((output, gradient) -> given.put(output, network.tensor(gradient)));
    network.graph().backward(recorded.steps(), given);
  }

  private void check(String output, Matrix gradient) {
    NetworkPlan plan = network.plan();
    if (!plan.outputs().contains(output)) {
      throw new IllegalArgumentException(
          Text.of(
              "a gradient was given for \"%s\", which is not an output; the outputs are %s",
              output, plan.outputs()));
    }
    network.graph().requireFeatures(output, images);
    var result = recorded.results().get(output);
    if (gradient.rows() != result.images() || gradient.columns() != result.channels()) {
      throw new IllegalArgumentException(
          Text.of(
              "the gradient of \"%s\" has another shape than the output: %s", output, gradient));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the pass has been closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      recorded.release();
      read.values().forEach(Matrix::release);
      read.clear();
    }
  }
}

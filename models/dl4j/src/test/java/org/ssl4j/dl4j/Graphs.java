package org.ssl4j.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Views;
import org.ssl4j.network.Network;

/** The graphs of a method, for tests that look at single parameters. */
public final class Graphs {

  private Graphs() {}

  /** The graph of a network. */
  public static SslGraph of(Network network) {
    return ((Dl4jNetwork) network).graph();
  }

  /** The graph that gradients train. */
  public static SslGraph online(SSLMethod method) {
    return of(method.networks().online());
  }

  /** Loss and gradient of one batch of two views alone. */
  public static Step gradients(SSLMethod method, INDArray views, StepContext context) {
    method.networks().online().zeroGradient();
    return method.computeGradients(Views.of(HostMemory.images(views), 2), context);
  }
}

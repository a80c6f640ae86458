package org.ssl4j.dl4j.layer;

import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.dl4j.SslGraph;
import org.ssl4j.network.ParameterSegment;

/** Small double-precision graphs for the tests of single layers and vertices. */
final class TestGraphs {

  static final String ENGINE = "nd4j";
  static final String INPUT = "images";

  private TestGraphs() {}

  static GraphBuilder builder(long seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .dataType(DataType.DOUBLE)
        .miniBatch(false)
        .trainingWorkspaceMode(WorkspaceMode.ENABLED)
        .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
        .graphBuilder()
        .addInputs(INPUT);
  }

  static INDArray normal(long seed, long... shape) {
    var random = new Random(seed);
    var array = Nd4j.createUninitialized(DataType.DOUBLE, shape, 'c');
    for (long i = 0; i < array.length(); i++) {
      array.data().put(i, random.nextGaussian());
    }
    return array;
  }

  static ParameterSegment segment(SslGraph graph, String vertex, String name) {
    return graph.layout().segments().stream()
        .filter(s -> s.vertex().equals(vertex) && s.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The live part of a flat vector that belongs to a parameter. */
  static INDArray part(INDArray flat, ParameterSegment segment) {
    return flat.get(NDArrayIndex.interval(segment.offset(), segment.end()));
  }

  static INDArray parameter(SslGraph graph, String vertex, String name) {
    return part(graph.flatParameters(), segment(graph, vertex, name));
  }

  static INDArray gradient(SslGraph graph, String vertex, String name) {
    return part(graph.flatGradient(), segment(graph, vertex, name));
  }
}

package org.ssl4j.dl4j.bench;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.bench.StockWorkload;
import org.ssl4j.dl4j.SslGraph;
import org.ssl4j.dl4j.layer.TapVertex;
import org.ssl4j.text.Text;

/**
 * The residual network of the CIFAR-10 recipes with a SimCLR head, built from DL4J's own layers:
 * what a user of DL4J would write, to measure what our layers are worth.
 */
public final class StockResNet implements StockWorkload {

  private static final String INPUT = "images";
  private static final String OUTPUT = "projection";
  private static final int STAGES = 4;
  private static final int PROJECTION = 128;
  private static final int SIDE = 32;
  private static final double LEARNING_RATE = 0.03;

  @Override
  public String method() {
    return "simclr";
  }

  /**
   * One forward pass, backward pass and update.
   *
   * @param graph that learns
   * @param views random images
   * @param gradient of a loss that nobody computes
   */
  record Step(SslGraph graph, INDArray views, INDArray gradient) implements Runnable {
    @Override
    public void run() {
      try (var pass = graph.forward(views)) {
        pass.backward(Map.of(OUTPUT, gradient.dup()));
      }
      graph.flatParameters().subi(graph.flatGradient().mul(LEARNING_RATE));
    }
  }

  @Override
  public Step prepare(int width, int blocks, int batch) {
    return new Step(
        new SslGraph(network(width, blocks).build()),
        Nd4j.randn(DataType.FLOAT, 2L * batch, 3, SIDE, SIDE),
        Nd4j.randn(DataType.FLOAT, 2L * batch, PROJECTION).divi(2L * batch));
  }

  private static GraphBuilder network(int width, int blocks) {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(0)
            .dataType(DataType.FLOAT)
            .miniBatch(false)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder()
            .addInputs(INPUT);
    var x = normalised(graph, "stem", INPUT, 3, width, 3, 1);
    x = rectified(graph, "stem.relu", x);
    int channels = width;
    for (int stage = 0; stage < STAGES; stage++) {
      for (int block = 0; block < blocks; block++) {
        int outputs = width << stage;
        int stride = stage > 0 && block == 0 ? 2 : 1;
        x = block(graph, Text.of("stage%d.block%d", stage, block), x, channels, outputs, stride);
        channels = outputs;
      }
    }
    graph.addLayer(
        "pool", new GlobalPoolingLayer.Builder().poolingType(PoolingType.AVG).build(), x);
    graph.addLayer("fc1", dense(channels, channels), "pool");
    graph.addLayer("fc1.bn", new BatchNormalization.Builder().nOut(channels).build(), "fc1");
    graph.addLayer("fc2", dense(channels, PROJECTION), rectified(graph, "fc1.relu", "fc1.bn"));
    graph.addVertex(OUTPUT, new TapVertex(), "fc2");
    return graph.setOutputs(OUTPUT);
  }

  private static String block(
      GraphBuilder graph, String name, String x, int inputs, int outputs, int stride) {
    var first = normalised(graph, name + ".conv1", x, inputs, outputs, 3, stride);
    var y = rectified(graph, name + ".relu1", first);
    var second = normalised(graph, name + ".conv2", y, outputs, outputs, 3, 1);
    var shortcut =
        stride == 1 && inputs == outputs
            ? x
            : normalised(graph, name + ".shortcut", x, inputs, outputs, 1, stride);
    graph.addVertex(
        name + ".sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
    return rectified(graph, name + ".relu2", name + ".sum");
  }

  private static String normalised(
      GraphBuilder graph, String name, String x, int inputs, int outputs, int kernel, int stride) {
    graph.addLayer(
        name,
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .padding(kernel / 2, kernel / 2)
            .nIn(inputs)
            .nOut(outputs)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        x);
    graph.addLayer(name + ".bn", new BatchNormalization.Builder().nOut(outputs).build(), name);
    return name + ".bn";
  }

  private static String rectified(GraphBuilder graph, String name, String x) {
    graph.addLayer(name, new ActivationLayer.Builder().activation(Activation.RELU).build(), x);
    return name;
  }

  private static DenseLayer dense(int inputs, int outputs) {
    return new DenseLayer.Builder()
        .nIn(inputs)
        .nOut(outputs)
        .activation(Activation.IDENTITY)
        .build();
  }
}

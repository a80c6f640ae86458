package org.ssl4j.dl4j.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.network.Initialiser;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSpec;

/**
 * Lays the parameters of an {@link SslLayer} out in its part of the flat vector, C order, one after
 * another.
 */
final class SslParamInitializer implements ParamInitializer {

  static final SslParamInitializer INSTANCE = new SslParamInitializer();

  private SslParamInitializer() {}

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return parameters(layer).stream().mapToLong(ParameterSpec::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return parameters(layer).stream().map(ParameterSpec::name).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return paramKeys(layer).stream().filter(key -> isWeightParam(layer, key)).toList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return paramKeys(layer).stream().filter(key -> isBiasParam(layer, key)).toList();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return ((SslLayer) layer).kindOf(key) == ParameterKind.WEIGHT;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return ((SslLayer) layer).kindOf(key) == ParameterKind.BIAS;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    var layer = conf.getLayer();
    var views = views(layer, paramsView);
    if (initializeParams) {
      var random = Initialiser.generator(conf.getSeed(), layer.getLayerName());
      for (var parameter : parameters(layer)) {
        fill(views.get(parameter.name()), parameter, random);
      }
    }
    views.keySet().forEach(conf::addVariable);
    return views;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return views(conf.getLayer(), gradientView);
  }

  private static Map<String, INDArray> views(Layer layer, INDArray flat) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    if (flat == null) {
      return views;
    }
    var vector = flat.reshape(flat.length());
    long offset = 0;
    for (var parameter : parameters(layer)) {
      long end = offset + parameter.length();
      views.put(
          parameter.name(),
          vector.get(NDArrayIndex.interval(offset, end)).reshape('c', parameter.shapeArray()));
      offset = end;
    }
    return views;
  }

  private static void fill(INDArray view, ParameterSpec parameter, SplittableRandom random) {
    var data = view.reshape(view.length());
    for (long i = 0; i < data.length(); i++) {
      data.putScalar(i, parameter.initialiser().next(random));
    }
  }

  private static List<ParameterSpec> parameters(Layer layer) {
    return ((SslLayer) layer).parameters();
  }
}

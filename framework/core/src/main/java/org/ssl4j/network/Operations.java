package org.ssl4j.network;

import java.util.ArrayList;
import java.util.List;
import org.ssl4j.text.Text;

/** The operations that every shipped engine knows. */
public final class Operations {

  private Operations() {}

  /**
   * Square 2-d convolution without bias, [C, H, W] to [K, H', W']. Weights [K, C, kernel, kernel]
   * start as He et al., arXiv:1502.01852, fan out.
   *
   * @param inputs channels C
   * @param outputs channels K
   * @param kernel side of the filter
   * @param padding rows and columns of zeros on every side
   */
  public record Convolution(int inputs, int outputs, int kernel, int stride, int padding)
      implements Operation {

    /** The weights. */
    public static final String WEIGHT = "W";

    @Override
    public String name() {
      return "convolution";
    }

    @Override
    public Shape output(List<Shape> read) {
      var maps = maps(this, read);
      requireChannels(this, inputs, maps.channels());
      return windows(maps, outputs, kernel, stride, padding);
    }

    @Override
    public List<ParameterSpec> parameters() {
      double fanOut = (double) outputs * kernel * kernel;
      return List.of(
          new ParameterSpec(
              WEIGHT,
              List.of((long) outputs, (long) inputs, (long) kernel, (long) kernel),
              ParameterKind.WEIGHT,
              new Initialiser.Normal(Math.sqrt(2 / fanOut))));
    }

    @Override
    public long multiplyAdds(Shape output) {
      return output.length() * inputs * kernel * kernel;
    }
  }

  /**
   * Batch normalisation over all but the channels (Ioffe and Szegedy, arXiv:1502.03167), biased
   * variance for normalising and unbiased variance for the running statistics, with an optional
   * ReLU behind it. In training every part of the batch has statistics of its own ({@link
   * Partition}); in inference the running ones count.
   *
   * @param epsilon added to the variance
   * @param momentum weight of the new batch in the running statistics, as in PyTorch
   * @param affine whether there are a learned scale and shift
   */
  public record BatchNorm(
      int channels, double epsilon, double momentum, boolean affine, boolean relu)
      implements Operation {

    /** The learned scale [C]. */
    public static final String GAMMA = "gamma";

    /** The learned shift [C]. */
    public static final String BETA = "beta";

    /** The running mean [C]. */
    public static final String MEAN = "mean";

    /** The running variance [C]. */
    public static final String VARIANCE = "var";

    @Override
    public String name() {
      return "batch norm";
    }

    @Override
    public Shape output(List<Shape> read) {
      var input = only(this, read);
      requireChannels(this, channels, input.channels());
      return input;
    }

    @Override
    public List<ParameterSpec> parameters() {
      var mean = vector(MEAN, ParameterKind.STATISTIC, 0);
      var variance = vector(VARIANCE, ParameterKind.STATISTIC, 1);
      return affine
          ? List.of(
              vector(GAMMA, ParameterKind.SCALE, 1),
              vector(BETA, ParameterKind.SCALE, 0),
              mean,
              variance)
          : List.of(mean, variance);
    }

    private ParameterSpec vector(String parameter, ParameterKind kind, double value) {
      return new ParameterSpec(
          parameter, List.of((long) channels), kind, new Initialiser.Constant(value));
    }
  }

  /** End of a residual block: {@code relu(a + b)} (He et al., arXiv:1512.03385, fig. 2). */
  public record AddRelu() implements Operation {
    @Override
    public String name() {
      return "add and ReLU";
    }

    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public Shape output(List<Shape> read) {
      requireCount(this, 2, read);
      if (!read.get(0).equals(read.get(1))) {
        throw new IllegalArgumentException(
            Text.of("%s needs two equal shapes, not %s and %s", name(), read.get(0), read.get(1)));
      }
      return read.get(0);
    }
  }

  /** {@code max(x, 0)}. */
  public record Relu() implements Operation {
    @Override
    public String name() {
      return "ReLU";
    }

    @Override
    public Shape output(List<Shape> read) {
      return only(this, read);
    }
  }

  /**
   * Maximum over square windows of maps.
   *
   * @param padding rows and columns on every side that never win
   */
  public record MaxPool(int kernel, int stride, int padding) implements Operation {
    @Override
    public String name() {
      return "max pool";
    }

    @Override
    public Shape output(List<Shape> read) {
      var maps = maps(this, read);
      return windows(maps, maps.channels(), kernel, stride, padding);
    }
  }

  /** Mean over all positions, [C, H, W] to [C]. */
  public record GlobalAveragePool() implements Operation {
    @Override
    public String name() {
      return "global average pool";
    }

    @Override
    public Shape output(List<Shape> read) {
      return new Shape.Features(maps(this, read).channels());
    }
  }

  /**
   * Fully connected layer, [d] to [K]. Weights [outputs, inputs] and bias start uniform within 1 /
   * sqrt(inputs), PyTorch's default.
   */
  public record Dense(int inputs, int outputs, boolean bias) implements Operation {

    /** The weights. */
    public static final String WEIGHT = "W";

    /** The bias [outputs]. */
    public static final String BIAS = "b";

    @Override
    public String name() {
      return "dense";
    }

    @Override
    public Shape output(List<Shape> read) {
      var input = only(this, read);
      if (!(input instanceof Shape.Features)) {
        throw new IllegalArgumentException(
            Text.of("%s reads feature vectors, not %s", name(), input));
      }
      requireChannels(this, inputs, input.channels());
      return new Shape.Features(outputs);
    }

    @Override
    public List<ParameterSpec> parameters() {
      var start = new Initialiser.Uniform(1 / Math.sqrt(inputs));
      List<ParameterSpec> parameters = new ArrayList<>();
      parameters.add(
          new ParameterSpec(
              WEIGHT, List.of((long) outputs, (long) inputs), ParameterKind.WEIGHT, start));
      if (bias) {
        parameters.add(new ParameterSpec(BIAS, List.of((long) outputs), ParameterKind.BIAS, start));
      }
      return parameters;
    }

    @Override
    public long multiplyAdds(Shape output) {
      return (long) inputs * outputs;
    }
  }

  /** Its input under another name: makes an inner result an output. */
  public record Identity() implements Operation {
    @Override
    public String name() {
      return "identity";
    }

    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public Shape output(List<Shape> read) {
      return only(this, read);
    }
  }

  /**
   * Identity whose backward pass is zero: the stop-gradient of BYOL and SimSiam (arXiv:2011.10566,
   * algorithm 1).
   */
  public record StopGradient() implements Operation {
    @Override
    public String name() {
      return "stop gradient";
    }

    @Override
    public boolean inPlace() {
      return true;
    }

    @Override
    public Shape output(List<Shape> read) {
      return only(this, read);
    }
  }

  /** What windows that slide over maps leave of them. */
  private static Shape windows(Shape.Maps maps, int channels, int kernel, int stride, int padding) {
    return new Shape.Maps(
        channels,
        (maps.height() + 2 * padding - kernel) / stride + 1,
        (maps.width() + 2 * padding - kernel) / stride + 1);
  }

  private static void requireCount(Operation operation, int count, List<Shape> read) {
    if (read.size() != count) {
      throw new IllegalArgumentException(
          Text.of("%s reads %d inputs, not %d", operation.name(), count, read.size()));
    }
  }

  private static Shape only(Operation operation, List<Shape> read) {
    requireCount(operation, 1, read);
    return read.get(0);
  }

  private static Shape.Maps maps(Operation operation, List<Shape> read) {
    if (only(operation, read) instanceof Shape.Maps maps) {
      return maps;
    }
    throw new IllegalArgumentException(
        Text.of("%s reads feature maps, not %s", operation.name(), read.get(0)));
  }

  private static void requireChannels(Operation operation, int expected, int channels) {
    if (channels != expected) {
      throw new IllegalArgumentException(
          Text.of("%s reads %d channels, not %d", operation.name(), expected, channels));
    }
  }
}

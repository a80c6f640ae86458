package org.ssl4j.dl4j.bench;

import java.util.EnumMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.bench.ConvolutionWorkload;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.kernel.ArrayAllocator;
import org.ssl4j.dl4j.kernel.ConvolutionSpec;
import org.ssl4j.dl4j.kernel.Engines;
import org.ssl4j.dl4j.kernel.OneDnnEngine;
import org.ssl4j.network.StepProfile.Part;

/** Convolutions of the onednn engine on random activations. */
public final class Convolutions implements ConvolutionWorkload {

  private static final int KERNEL = 3;

  @Override
  public Runnable prepare(Size size, Arithmetic numbers, Convolution how) {
    String name = numbers == Arithmetic.BFLOAT16 ? Engines.BFLOAT16 : Engines.ONEDNN;
    var kernel = Engines.select(name, DataType.FLOAT).convolution(spec(size), how);
    ArrayAllocator outputs = (type, shape) -> Nd4j.createUninitialized(type, shape, 'c');
    var plain = Nd4j.rand(DataType.FLOAT, size.images(), size.channels(), size.side(), size.side());
    var weights =
        Nd4j.randn(DataType.FLOAT, size.channels(), size.channels(), KERNEL, KERNEL)
            .divi(KERNEL * Math.sqrt(size.channels()));
    // What a convolution has written is in the layout that the next one reads.
    var input = kernel.forward(plain, weights, outputs);
    var outputGradient = kernel.forward(input, weights, outputs);
    var weightGradient = weights.dup('c');
    return () -> {
      var output = kernel.forward(input, weights, outputs);
      var inputGradient =
          kernel.backward(input, weights, outputGradient, weightGradient, true, outputs);
      output.close();
      inputGradient.close();
    };
  }

  @Override
  public Map<Part, Convolution> automatic(Size size, Arithmetic numbers) {
    Map<Part, Convolution> taken = new EnumMap<>(Part.class);
    for (var part : PASSES) {
      taken.put(part, OneDnnEngine.taken(numbers, part, spec(size), size.images(), size.side()));
    }
    return taken;
  }

  private static ConvolutionSpec spec(Size size) {
    return new ConvolutionSpec(size.channels(), size.channels(), KERNEL, 1, 1);
  }
}

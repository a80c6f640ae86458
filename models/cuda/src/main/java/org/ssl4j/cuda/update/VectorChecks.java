package org.ssl4j.cuda.update;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Optional;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.cuda.device.LaunchShape;
import org.ssl4j.cuda.layer.DeviceWork;
import org.ssl4j.cuda.layer.FlatParameters;
import org.ssl4j.network.Health;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSegment;

/** The norm of a gradient, and where numbers are not finite. */
public final class VectorChecks implements AutoCloseable {
  private static final int THREADS = 256;
  private static final int FOUND = 3;

  private final DeviceWork work;
  private final FlatParameters parameters;
  private final List<ParameterSegment> segments;
  private final ChunkTable chunks;
  private final DeviceBuffer sums;
  private final DeviceBuffer total;
  private final Memory answer = new Memory(Double.BYTES);

  /** For one network. */
  public VectorChecks(DeviceWork work, FlatParameters parameters) {
    this.work = work;
    this.parameters = parameters;
    segments = parameters.layout().segments();
    chunks = new ChunkTable(work.device(), segments);
    sums = work.device().allocate((long) Math.max(1, chunks.count()) * FOUND * Double.BYTES);
    total = work.device().allocate(Double.BYTES);
  }

  /** Euclidean norm of the gradient; waits for it. */
  public double gradientNorm() {
    if (chunks.count() == 0) {
      return 0;
    }
    work.run(
        "square_chunks",
        new LaunchShape(chunks.count(), 1, THREADS),
        parameters.gradient(),
        chunks.begin(),
        chunks.length(),
        sums);
    work.run(
        "sum_of_chunks", LaunchShape.reductions(1, 1, chunks.count()), sums, chunks.count(), total);
    work.device().download(total, Pointer.nativeValue(answer));
    return Math.sqrt(answer.getDouble(0));
  }

  /** Where numbers are not finite, and where the gradient is largest. */
  public Health health() {
    Optional<ParameterSegment> values = Optional.empty();
    Optional<ParameterSegment> gradient = Optional.empty();
    Optional<ParameterSegment> largest = Optional.empty();
    float most = -1;
    float[] found = found();
    for (int k = 0; k < chunks.count(); k++) {
      var segment = segments.get(chunks.owner(k));
      if (found[FOUND * k] > 0 && values.isEmpty()) {
        values = Optional.of(segment);
      }
      if (found[FOUND * k + 1] > 0) {
        gradient = Optional.of(segment);
      }
      if (segment.kind() != ParameterKind.STATISTIC && found[FOUND * k + 2] > most) {
        most = found[FOUND * k + 2];
        largest = Optional.of(segment);
      }
    }
    return new Health(values, gradient, largest);
  }

  private float[] found() {
    if (chunks.count() == 0) {
      return new float[0];
    }
    work.run(
        "health_chunks",
        new LaunchShape(chunks.count(), 1, THREADS),
        parameters.values(),
        parameters.gradient(),
        chunks.begin(),
        chunks.length(),
        sums);
    var host = new Memory((long) chunks.count() * FOUND * Float.BYTES);
    work.device().download(sums.part(0, host.size()), Pointer.nativeValue(host));
    return host.getFloatArray(0, chunks.count() * FOUND);
  }

  @Override
  public void close() {
    chunks.close();
    work.device().free(sums);
    work.device().free(total);
  }
}

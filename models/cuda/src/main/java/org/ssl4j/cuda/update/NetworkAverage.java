package org.ssl4j.cuda.update;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.cuda.device.LaunchShape;
import org.ssl4j.cuda.layer.DeviceWork;
import org.ssl4j.cuda.layer.FlatParameters;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.text.Text;

/** Averages one network into another: {@code own = tau own + (1 - tau) other}, matched by name. */
public final class NetworkAverage implements AutoCloseable {
  private static final int THREADS = 256;

  private final DeviceWork work;
  private final ChunkTable own;
  private final ChunkTable other;

  /**
   * @throws IllegalArgumentException if the other lacks a learned parameter
   */
  public NetworkAverage(DeviceWork work, ParameterLayout follower, ParameterLayout leader) {
    this.work = work;
    var learned =
        follower.segments().stream()
            .filter(segment -> segment.kind() != ParameterKind.STATISTIC)
            .toList();
    var theirs = counterparts(learned, leader);
    own = new ChunkTable(work.device(), learned);
    other = new ChunkTable(work.device(), theirs);
  }

  /**
   * The parameters of the same names in another network.
   *
   * @throws IllegalArgumentException if one is missing or has another length
   */
  public static List<ParameterSegment> counterparts(
      List<ParameterSegment> wanted, ParameterLayout other) {
    Map<String, ParameterSegment> byName = new HashMap<>();
    other.segments().forEach(segment -> byName.put(segment.fullName(), segment));
    List<ParameterSegment> found = new ArrayList<>();
    for (var segment : wanted) {
      var same = byName.get(segment.fullName());
      if (same == null) {
        throw new IllegalArgumentException(
            Text.of("the other network has no parameter %s", segment.fullName()));
      }
      if (same.length() != segment.length()) {
        throw new IllegalArgumentException(
            Text.of(
                "parameter %s has %d entries here and %d in the other network",
                segment.fullName(), segment.length(), same.length()));
      }
      found.add(same);
    }
    return found;
  }

  /** Moves the follower. */
  public void follow(FlatParameters follower, DeviceBuffer leader, double tau) {
    if (own.count() > 0) {
      work.run(
          "follow",
          new LaunchShape(own.count(), 1, THREADS),
          follower.values(),
          leader,
          own.begin(),
          other.begin(),
          own.length(),
          (float) tau,
          (float) (1 - tau));
      follower.changed();
    }
  }

  @Override
  public void close() {
    own.close();
    other.close();
  }
}

package org.ssl4j.cuda.layer;

import java.util.HashMap;
import java.util.Map;
import org.ssl4j.cuda.device.ComputeDevice;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;

/**
 * A network's parameters and their gradient on a device: two flat vectors of floats in the order of
 * the layout, running statistics included.
 */
public final class FlatParameters implements AutoCloseable {
  private final ComputeDevice device;
  private final ParameterLayout layout;
  private final DeviceBuffer values;
  private final DeviceBuffer gradient;
  private final Map<String, ParameterSegment> segments = new HashMap<>();
  private long version = 1;

  /** Allocates both; parameters of any content, the gradient zero. */
  public FlatParameters(ComputeDevice device, ParameterLayout layout) {
    this.device = device;
    this.layout = layout;
    values = device.allocate(bytes());
    gradient = device.allocate(bytes());
    device.zero(gradient);
    layout.segments().forEach(segment -> segments.put(segment.fullName(), segment));
  }

  /** Bytes of one vector, at least one number. */
  private long bytes() {
    return Math.max(1, layout.length()) * Float.BYTES;
  }

  /** What lies where. */
  public ParameterLayout layout() {
    return layout;
  }

  /** The parameters. */
  public DeviceBuffer values() {
    return values;
  }

  /** The gradient. */
  public DeviceBuffer gradient() {
    return gradient;
  }

  /** Grows with every change of learned parameters: who has a copy makes a new one. */
  long version() {
    return version;
  }

  /** Says that learned parameters have changed. */
  public void changed() {
    version++;
  }

  /** One parameter's numbers. */
  DeviceBuffer value(NetworkPlan.Node node, String parameter) {
    return part(values, node, parameter);
  }

  /** One parameter's gradient. */
  DeviceBuffer gradient(NetworkPlan.Node node, String parameter) {
    return part(gradient, node, parameter);
  }

  private DeviceBuffer part(DeviceBuffer vector, NetworkPlan.Node node, String parameter) {
    var segment = segments.get(node.name() + "/" + parameter);
    return vector.part(segment.offset() * Float.BYTES, segment.length() * Float.BYTES);
  }

  @Override
  public void close() {
    device.free(values);
    device.free(gradient);
  }
}

package org.ssl4j.cuda;

import java.util.Map;
import java.util.Optional;
import org.ssl4j.cuda.device.ComputeDevice;
import org.ssl4j.cuda.device.StorageType;
import org.ssl4j.cuda.layer.DeviceLayers;
import org.ssl4j.cuda.layer.DeviceWork;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.text.Text;

/** Executes networks on one device. Parameters, statistics and updates are float. */
final class CudaEngine implements Engine {
  private final String name;
  private final ComputeDevice device;
  private final DeviceWork work;

  /**
   * @param name in a config
   * @param device closed with the engine
   * @param storage type of activations and of the weights that layers compute with
   */
  CudaEngine(String name, ComputeDevice device, StorageType storage) {
    this.name = name;
    this.device = device;
    this.work = new DeviceWork(device, storage);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String convolutions() {
    return device.convolutions() + (work.storage() == StorageType.BFLOAT16 ? " in bfloat16" : "");
  }

  @Override
  public Map<String, String> facts() {
    return device.facts();
  }

  @Override
  public Optional<String> refusal(NetworkPlan plan) {
    return DeviceLayers.refusal(plan);
  }

  @Override
  public Network compile(NetworkPlan plan) {
    refusal(plan)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(
                  Text.of("%s cannot run this network: %s", name, why));
            });
    return new CudaNetwork(work, plan);
  }

  @Override
  public ImageBatch images(int count, int channels, int height, int width) {
    return new CudaImages(device, count, channels, height, width);
  }

  @Override
  public void releaseAbove(long bytes) {
    work.memory().releaseAbove(bytes);
  }

  @Override
  public void close() {
    work.close();
    device.close();
  }
}

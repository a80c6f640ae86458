package org.ssl4j.encoder;

import java.nio.file.Path;
import java.util.List;
import org.ssl4j.config.DeviceKind;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.data.ImageSet;
import org.ssl4j.encoder.EncoderArchive.Manifest;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.BackboneProvider;
import org.ssl4j.network.Backbones;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineCatalog;
import org.ssl4j.network.EngineSettings;
import org.ssl4j.network.Network;
import org.ssl4j.network.PlanBuilder;
import org.ssl4j.network.Reading;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/** A backbone from an {@code encoder.zip}, for use in another program. */
public final class PretrainedEncoder implements AutoCloseable {

  private static final String FEATURES = "features";

  private final Manifest manifest;
  private final Engine engine;
  private final Network network;

  private PretrainedEncoder(Manifest manifest, Engine engine, Network network) {
    this.manifest = manifest;
    this.engine = engine;
    this.network = network;
  }

  /**
   * Reads an archive.
   *
   * @throws RunException if it is damaged or its parameters do not fit its architecture
   */
  public static PretrainedEncoder load(Path file) {
    var contents = EncoderArchive.read(file);
    var manifest = contents.manifest();
    var provider = provider(file, manifest);
    var plan = new PlanBuilder(0);
    var features = provider.build(manifest.backbone(), plan);
    plan.tap(FEATURES, features);
    var engine =
        new EngineCatalog().open("auto", DeviceKind.AUTO, EngineSettings.of(Precision.FLOAT));
    var network = engine.compile(plan.build(List.of(FEATURES)));
    if (network.layout().length() != manifest.length() || !contents.loadInto(network)) {
      throw unfit(file, manifest);
    }
    return new PretrainedEncoder(manifest, engine, network);
  }

  /** A stranger's archive may claim a backbone that no memory holds. */
  private static BackboneProvider provider(Path file, Manifest manifest) {
    try {
      var provider = Backbones.find(manifest.backbone());
      if (provider.leastParameters(manifest.backbone()) > manifest.length()) {
        throw unfit(file, manifest);
      }
      return provider;
    } catch (InvalidSettingException e) {
      throw new RunException(
          Text.of("%s cannot be used: %s: %s", file, e.path(), e.getMessage()), e);
    }
  }

  private static RunException unfit(Path file, Manifest manifest) {
    return new RunException(
        Text.of(
            "%s cannot be used: its parameters do not fit its backbone %s",
            file, manifest.backbone().name()));
  }

  /** What the archive says: side and normalisation of the images it expects. */
  public Manifest manifest() {
    return manifest;
  }

  /**
   * Embeds normalised images.
   *
   * @param pixels [N, 3, H, W] in that order
   * @return features [N, d]
   * @throws IllegalArgumentException if there are not as many values
   */
  public Matrix embed(float[] pixels, int count, int height, int width) {
    try (var images = engine.images(count, ImageSet.CHANNELS, height, width)) {
      images.put(pixels);
      return network.read(images, List.of(Reading.of(FEATURES))).get(0);
    }
  }

  @Override
  public void close() {
    network.close();
    engine.close();
  }
}

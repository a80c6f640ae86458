package org.ssl4j.models.backbone;

import java.nio.file.Path;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.network.SslGraph;
import org.ssl4j.text.Text;
import org.ssl4j.train.EncoderArchive;
import org.ssl4j.train.EncoderArchive.Manifest;
import org.ssl4j.train.RunException;

/** A backbone from an {@code encoder.zip}, for use in another program. */
public final class PretrainedEncoder {

  private static final String FEATURES = "features";

  private final Manifest manifest;
  private final SslGraph graph;

  private PretrainedEncoder(Manifest manifest, SslGraph graph) {
    this.manifest = manifest;
    this.graph = graph;
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
    var net =
        new NetworkBuilder(
            new NetworkBuilder.Options(0, DataType.FLOAT, "auto", Convolution.AUTO, 1, 1));
    var features = provider.build(manifest.backbone(), net);
    net.tap(FEATURES, features);
    var graph = net.build(FEATURES);
    if (graph.layout().length() != manifest.length()
        || !contents.loadInto(graph.layout().segments(), graph.flatParameters())) {
      throw unfit(file, manifest);
    }
    return new PretrainedEncoder(manifest, graph);
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
   * @param images [N, 3, H, W]
   * @return features [N, d]
   */
  public INDArray embed(INDArray images) {
    return graph.compute(false, images, List.of(FEATURES)).get(0);
  }
}

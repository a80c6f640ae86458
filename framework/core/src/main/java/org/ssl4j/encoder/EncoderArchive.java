package org.ssl4j.encoder;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.ssl4j.augment.Pipelines;
import org.ssl4j.config.BackboneConfig;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.FlatSettings;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;
import org.ssl4j.error.ConfigException;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.Network;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Part;
import org.ssl4j.run.DiskException;
import org.ssl4j.run.Json;
import org.ssl4j.run.RunException;
import org.ssl4j.storage.ArrayFile;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * {@code encoder.zip}: a trained backbone for use elsewhere. Holds {@code manifest.json} (backbone,
 * side of the images, normalisation, parameters in order), {@code config.yaml}, and {@code
 * parameters.array} (the backbone's part of the flat vector). Nothing in it names a class.
 */
public final class EncoderArchive {

  private static final String FORMAT = "ssl4j-encoder";
  private static final int VERSION = 1;
  private static final String MANIFEST = "manifest.json";
  private static final String CONFIG = "config.yaml";
  private static final String PARAMETERS = "parameters.array";

  private static final int LARGEST_MANIFEST = 1 << 20;
  private static final int LARGEST_SIDE = 1 << 14;
  private static final long SUSPICIOUS_BYTES = 64L << 20;

  /** Trained weights shrink to nine tenths. */
  private static final long EXPANSION = 100;

  private EncoderArchive() {}

  /**
   * What an archive says about its encoder.
   *
   * @param format always ssl4j-encoder
   * @param version of the format
   * @param method that trained it
   * @param backbone its architecture
   * @param imageSize side of the images in pixels
   * @param mean channel means in [0,1] that normalise
   * @param std channel standard deviations in [0,1] that normalise
   * @param length entries of the parameter vector
   * @param parameters names in order, as vertex/parameter
   */
  public record Manifest(
      String format,
      int version,
      String method,
      BackboneConfig backbone,
      int imageSize,
      double[] mean,
      double[] std,
      long length,
      List<String> parameters) {}

  /** An archive in memory. */
  public record Contents(Manifest manifest, Matrix parameters) {

    /**
     * Copies the parameters into a network's vector, each to the segment of its name. Earlier
     * versions named layers with the digits of the user's language, which also put them in another
     * order.
     *
     * @return false, with nothing copied, if they are not those of the network's backbone
     */
    public boolean loadInto(Network network) {
      var segments = network.layout().segments();
      Map<String, ParameterSegment> backbone = new LinkedHashMap<>();
      for (var segment :
          segments.subList(0, Math.min(manifest.parameters().size(), segments.size()))) {
        backbone.put(segment.fullName(), segment);
      }
      List<ParameterSegment> stored = new ArrayList<>();
      for (String name : manifest.parameters()) {
        var segment = backbone.remove(Text.plainDigits(name));
        if (segment == null) {
          return false;
        }
        stored.add(segment);
      }
      if (stored.stream().mapToLong(ParameterSegment::length).sum() != manifest.length()) {
        return false;
      }
      var flat = network.state().parameters().copy();
      long offset = 0;
      for (var segment : stored) {
        part(flat, segment.offset(), segment.length())
            .assign(part(parameters, offset, segment.length()));
        offset += segment.length();
      }
      network.restore(network.state().with(flat));
      return true;
    }
  }

  private static Matrix part(Matrix flat, long from, long length) {
    return flat.columnSlice(Math.toIntExact(from), Math.toIntExact(from + length));
  }

  public static void write(Path file, LoadedConfig loaded, DataSplits data, SSLMethod method) {
    var config = loaded.config();
    var online = method.networks().online();
    var segments = backboneSegments(online.layout().segments());
    long length = segments.get(segments.size() - 1).end();
    var clean = Pipelines.of(config.views(), data).clean();
    var manifest =
        new Manifest(
            FORMAT,
            VERSION,
            method.spec().name(),
            config.backbone(),
            clean.size(),
            clean.mean(),
            clean.std(),
            length,
            segments.stream().map(ParameterSegment::fullName).toList());
    Map<String, byte[]> texts = new LinkedHashMap<>();
    texts.put(MANIFEST, Json.pretty(manifest).getBytes(UTF_8));
    texts.put(CONFIG, loaded.resolvedYaml().getBytes(UTF_8));
    try {
      DurableFiles.replace(
          file,
          out -> {
            var zip = new ZipOutputStream(out);
            for (var entry : texts.entrySet()) {
              zip.putNextEntry(new ZipEntry(entry.getKey()));
              zip.write(entry.getValue());
            }
            zip.putNextEntry(new ZipEntry(PARAMETERS));
            ArrayFile.write(
                new ArrayFile.Vector(part(online.state().parameters(), 0, length)), zip);
            zip.finish();
          });
    } catch (IOException e) {
      throw DiskException.cannotWrite(file, e);
    }
  }

  /**
   * Everything before the first head: backbones are built first, so theirs is the front of the
   * vector.
   */
  private static List<ParameterSegment> backboneSegments(List<ParameterSegment> all) {
    List<ParameterSegment> segments = new ArrayList<>();
    for (var segment : all) {
      if (segment.part() != Part.BACKBONE) {
        break;
      }
      segments.add(segment);
    }
    return segments;
  }

  /**
   * Reads an archive, which may be a stranger's: what it claims is checked before room is made for
   * it.
   *
   * @throws RunException if it is not one, or is damaged
   */
  public static Contents read(Path file) {
    try (var zip = new ZipFile(file.toFile())) {
      var manifest = manifest(zip);
      var entry = entry(zip, PARAMETERS);
      requireHonest(entry, manifest);
      try (var in = new BufferedInputStream(zip.getInputStream(entry))) {
        return new Contents(manifest, ArrayFile.readVector(in, Precision.FLOAT, manifest.length()));
      }
    } catch (JsonProcessingException e) {
      throw unreadable(file, "its manifest is damaged, " + e.getOriginalMessage(), e);
    } catch (EOFException e) {
      throw unreadable(file, "its parameters end early", e);
    } catch (IOException | ConfigException e) {
      throw unreadable(file, e.getMessage(), e);
    }
  }

  /**
   * The settings of the run that trained the encoder, by dotted path, as text; empty if the archive
   * has no config. A stranger's may hold anything.
   *
   * @throws RunException if it is no archive, or its config is damaged
   */
  public static Map<String, String> settings(Path file) {
    try (var zip = new ZipFile(file.toFile())) {
      var entry = zip.getEntry(CONFIG);
      if (entry == null) {
        return Map.of();
      }
      try (var in = zip.getInputStream(entry)) {
        byte[] bytes = in.readNBytes(LARGEST_MANIFEST + 1);
        if (bytes.length > LARGEST_MANIFEST) {
          throw new IOException("its config is too large for an encoder");
        }
        return FlatSettings.parse(new String(bytes, UTF_8), "its config");
      }
    } catch (IOException | ConfigException e) {
      throw unreadable(file, e.getMessage(), e);
    }
  }

  private static RunException unreadable(Path file, String why, Exception cause) {
    String firstLine = String.valueOf(why).lines().findFirst().orElse("it is damaged");
    return new RunException(
        Text.of("%s cannot be read as an encoder archive: %s", file, firstLine), cause);
  }

  private static ZipEntry entry(ZipFile zip, String name) throws IOException {
    var entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("it has no " + name);
    }
    return entry;
  }

  private static Manifest manifest(ZipFile zip) throws IOException {
    byte[] bytes;
    try (var in = zip.getInputStream(entry(zip, MANIFEST))) {
      bytes = in.readNBytes(LARGEST_MANIFEST + 1);
    }
    if (bytes.length > LARGEST_MANIFEST) {
      throw new IOException("its manifest is too large for an encoder");
    }
    var manifest = Json.MAPPER.readValue(bytes, Manifest.class);
    if (manifest == null || !FORMAT.equals(manifest.format()) || manifest.version() != VERSION) {
      throw new IOException(
          Text.of("its manifest is not of format %s, version %d", FORMAT, VERSION));
    }
    if (manifest.method() == null
        || manifest.backbone() == null
        || manifest.backbone().stem() == null
        || manifest.parameters() == null
        || manifest.parameters().isEmpty()
        || manifest.imageSize() < 1
        || manifest.imageSize() > LARGEST_SIDE
        || !isPerChannel(manifest.mean())
        || !isPerChannel(manifest.std())) {
      throw new IOException("a value of its manifest is missing or out of range");
    }
    // The same bounds as in a config, from the same place.
    ConfigLoader.ofBlocks()
        .read(
            new ByteArrayInputStream(asInConfig(manifest.backbone()).getBytes(UTF_8)),
            "the backbone of its manifest",
            BackboneConfig.class);
    return manifest;
  }

  /** A config writes words in lower case. */
  private static String asInConfig(BackboneConfig backbone) {
    ObjectNode node = Json.MAPPER.valueToTree(backbone);
    node.put("stem", backbone.stem().name().toLowerCase(Locale.ROOT));
    return node.toString();
  }

  private static boolean isPerChannel(double[] values) {
    return values != null
        && values.length == ImageSet.CHANNELS
        && Arrays.stream(values).allMatch(Double::isFinite);
  }

  private static void requireHonest(ZipEntry entry, Manifest manifest) throws IOException {
    long size = entry.getSize();
    if (manifest.length() < 1
        || manifest.length() != ArrayFile.vectorLength(Precision.FLOAT, size)) {
      throw new IOException(
          Text.of(
              "its manifest declares %d parameters, which do not match the %d bytes of parameters",
              manifest.length(), size));
    }
    if (size > SUSPICIOUS_BYTES && size / Math.max(1, entry.getCompressedSize()) > EXPANSION) {
      throw new IOException("its parameters would expand like a zip bomb");
    }
  }
}

package org.ssl4j.augment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.opencv_core.Mat;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.FilterImageTransform;
import org.datavec.image.transform.ImageTransform;
import org.datavec.image.transform.ImageTransformProcess;
import org.datavec.image.transform.RandomCropTransform;
import org.datavec.image.transform.ShowImageTransform;
import org.ssl4j.data.Mats;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.Text;

/**
 * A DataVec {@code ImageTransformProcess}, applied to the bytes of an image.
 *
 * <p>DataVec's transforms keep state and are bound to a thread, so every thread has its own {@link
 * Instance}; their random numbers are drawn from a {@link Random} that is seeded anew for each
 * image, so the result depends on neither. As in DataVec, a process whose seed is 0 (or left out)
 * applies its parameters as they are written, and one with another seed draws them at random.
 */
final class DataVecStep {
  private static final Map<Class<? extends ImageTransform>, String> REFUSED =
      Map.of(
          RandomCropTransform.class,
              "draws from ND4J's global generator, so runs could not be repeated (use cropScale)",
          ShowImageTransform.class, "opens a window",
          FilterImageTransform.class, "needs FFmpeg, which is not shipped");

  private final String file;
  private final String text;

  private DataVecStep(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Reads a process from JSON or YAML and checks that it can run here.
   *
   * @throws ConfigException if the file cannot be read, is no such process or holds a transform
   *     that cannot be seeded or has no place in a headless pipeline
   */
  static DataVecStep read(String file) {
    try {
      String text = Files.readString(Path.of(file), StandardCharsets.UTF_8);
      var step = new DataVecStep(file, text);
      step.parse().getTransformList().forEach(step::check);
      return step;
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(
          Text.of(
              "dataVecTransform: %s cannot be read (%s); give the path of a DataVec ImageTransformProcess in JSON or YAML.",
              file, e.getClass().getSimpleName()),
          e);
    }
  }

  Instance newInstance() {
    return new Instance(parse());
  }

  private ImageTransformProcess parse() {
    try {
      ImageTransformProcess process =
          text.stripLeading().startsWith("{")
              ? ImageTransformProcess.fromJson(text)
              : ImageTransformProcess.fromYaml(text);
      List<ImageTransform> transforms = process == null ? null : process.getTransformList();
      if (transforms == null || transforms.isEmpty()) {
        throw new ConfigException(
            Text.of(
                "dataVecTransform: %s holds no transforms; give the output of ImageTransformProcess.toJson() or toYaml().",
                file));
      }
      return process;
    } catch (ConfigException e) {
      throw e;
    } catch (RuntimeException e) {
      // DataVec wraps whatever its JSON and YAML readers throw in bare RuntimeExceptions.
      throw new ConfigException(
          Text.of(
              "dataVecTransform: %s is not a DataVec ImageTransformProcess in JSON or YAML (%s); give the output of its toJson() or toYaml().",
              file, firstLine(e)),
          e);
    }
  }

  private void check(ImageTransform transform) {
    String why = REFUSED.get(transform.getClass());
    if (why != null) {
      throw new ConfigException(
          Text.of(
              "dataVecTransform: %s uses %s, which %s; remove it.",
              file, transform.getClass().getSimpleName(), why));
    }
  }

  private static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** A transformed image; its size may differ from the original's. */
  record Image(byte[] chw, int height, int width) {}

  /** One thread's transforms. */
  static final class Instance {
    private final List<ImageTransform> transforms;
    private final int processSeed;
    private final OpenCVFrameConverter.ToMat converter = new OpenCVFrameConverter.ToMat();

    private Instance(ImageTransformProcess process) {
      transforms = process.getTransformList();
      processSeed = process.getSeed();
    }

    Image apply(byte[] chw, int offset, int height, int width, long seed) {
      Random random = processSeed == 0 ? null : new Random(seed + processSeed);
      try (Mat source = Mats.fromRgbPlanes(chw, offset, height, width)) {
        var image = new ImageWritable(converter.convert(source));
        for (ImageTransform transform : transforms) {
          image = transform.transform(image, random);
        }
        Mat transformed = converter.convert(image.getFrame());
        return new Image(Mats.toRgbPlanes(transformed), transformed.rows(), transformed.cols());
      }
    }
  }
}

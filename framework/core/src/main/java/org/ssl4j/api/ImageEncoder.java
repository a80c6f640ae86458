package org.ssl4j.api;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.ssl4j.augment.Scratch;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.config.DataConfig;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.data.ImageSet;
import org.ssl4j.data.SingleImages;
import org.ssl4j.encoder.EncoderArchive;
import org.ssl4j.encoder.ImageEmbedder;
import org.ssl4j.encoder.PretrainedEncoder;
import org.ssl4j.error.DataException;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.random.CounterRandom;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/**
 * A trained backbone that embeds images. An image is decoded, scaled so that its short side fits,
 * cut to the centre square and normalised, exactly as the images of a folder were that it was
 * trained and measured on.
 *
 * <p>Safe for many threads: each prepares its own images, and the network itself runs on one thread
 * of its own, one batch after the other. The vector of an image is the same whichever thread asks.
 * Close it when it is no longer needed: its memory lies outside the Java heap.
 */
public final class ImageEncoder implements AutoCloseable {

  private final PretrainedEncoder encoder;
  private final SingleImages images;
  private final ViewPipeline clean;
  private final int batch;

  /** Its memory pool belongs to the thread that runs a network, so there must be only one. */
  private final ExecutorService network;

  private boolean closed;

  private ImageEncoder(
      PretrainedEncoder encoder, SingleImages images, ViewPipeline clean, ExecutorService network) {
    this.encoder = encoder;
    this.images = images;
    this.clean = clean;
    this.network = network;
    batch = ImageEmbedder.batch(clean.size());
  }

  /**
   * @param bitDepth as data.bitDepth; null for the archive's own
   */
  static ImageEncoder open(Path source, String bitDepth) {
    Path archive = archive(source);
    var settings = EncoderArchive.settings(archive);
    var network = Executors.newSingleThreadExecutor(ImageEncoder::thread);
    PretrainedEncoder encoder = null;
    try {
      encoder = on(network, () -> PretrainedEncoder.load(archive));
      var manifest = encoder.manifest();
      var images =
          new SingleImages(
              side(settings.get("data.imageSize"), manifest.imageSize()),
              settings.getOrDefault("data.background", DataConfig.AUTO),
              bitDepth == null
                  ? settings.getOrDefault("data.bitDepth", DataConfig.AUTO)
                  : bitDepth);
      var clean = ViewPipeline.clean(manifest.imageSize(), manifest.mean(), manifest.std());
      return new ImageEncoder(encoder, images, clean, network);
    } catch (InvalidSettingException e) {
      CompletableFuture.runAsync(encoder::close, network).join();
      network.shutdown();
      throw new RunException(
          Text.of("%s cannot be used: %s: %s", archive, e.path(), e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      network.shutdown();
      throw e;
    }
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "ssl4j-encoder");
    thread.setDaemon(true);
    return thread;
  }

  private static Path archive(Path source) {
    if (!Files.isDirectory(source)) {
      if (!Files.isRegularFile(source)) {
        throw new RunException(Text.of("%s is neither a run directory nor an encoder.zip", source));
      }
      return source;
    }
    Path archive = RunDirectory.open(source).encoder();
    if (!Files.isRegularFile(archive)) {
      throw new RunException(
          Text.of(
              "%s has no encoder.zip, because its training has not come to its end; resume it first",
              source));
    }
    return archive;
  }

  /** Side to which a folder's images were scaled; views may be smaller or larger. */
  private static int side(String configured, int views) {
    if (configured == null) {
      return views;
    }
    if (!configured.matches("[0-9]{1,9}")) {
      throw new InvalidSettingException("data.imageSize", "must be a whole number");
    }
    return Integer.parseInt(configured);
  }

  /** What the archive says: method, backbone, side and normalisation of its images. */
  public EncoderArchive.Manifest manifest() {
    return encoder.manifest();
  }

  /**
   * Embeds image files: JPEG, PNG, BMP, WebP, TIFF, GIF or PNM.
   *
   * @return one vector for each, [files, d]
   * @throws DataException naming the file that is missing or no usable image
   * @throws IllegalStateException if this encoder is closed
   */
  public float[][] embed(Path... files) {
    return embedFiles(Arrays.asList(files));
  }

  /**
   * Embeds images in memory. Transparent parts are laid over the background of the config.
   *
   * @return one vector for each, [images, d]
   * @throws DataException with the number of the image, from 0, that cannot be used
   * @throws IllegalStateException if this encoder is closed
   */
  public float[][] embed(BufferedImage... pictures) {
    return embedImages(Arrays.asList(pictures));
  }

  /** Embeds any number of files in batches of bounded memory, see {@link #embed(Path...)}. */
  public float[][] embedFiles(List<Path> files) {
    return embed(files.size(), i -> images.read(files.get(i)));
  }

  /** Embeds any number of images in batches, see {@link #embed(BufferedImage...)}. */
  public float[][] embedImages(List<BufferedImage> pictures) {
    return embed(pictures.size(), i -> images.read(pictures.get(i), "image " + i));
  }

  private float[][] embed(int count, IntFunction<byte[]> planes) {
    float[][] vectors = new float[count][];
    var scratch = new Scratch();
    int length = ImageSet.CHANNELS * clean.size() * clean.size();
    for (int from = 0; from < count; ) {
      int rows = rows(count - from);
      int used = Math.min(rows, count - from);
      float[] pixels = new float[Math.multiplyExact(rows, length)];
      for (int i = 0; i < used; i++) {
        clean.apply(
            planes.apply(from + i),
            0,
            images.side(),
            images.side(),
            new CounterRandom(0, 0, 0, 0),
            pixels,
            i * length,
            scratch);
      }
      System.arraycopy(run(pixels, rows, used), 0, vectors, from, used);
      from += used;
    }
    return vectors;
  }

  /**
   * A batch holds a power of two of images, because an engine compiles every layer for each size;
   * what it lacks stays black, and nobody reads its rows.
   */
  private int rows(int left) {
    return left >= batch ? batch : Math.min(batch, Integer.highestOneBit(2 * left - 1));
  }

  private float[][] run(float[] pixels, int rows, int used) {
    return onNetwork(
        () -> {
          Matrix features = encoder.embed(pixels, rows, clean.size(), clean.size());
          float[][] vectors = new float[used][features.columns()];
          for (int i = 0; i < used; i++) {
            features.readFloats(i, 0, vectors[i].length, vectors[i], 0);
          }
          features.release();
          return vectors;
        });
  }

  private <T> T onNetwork(Supplier<T> work) {
    CompletableFuture<T> result;
    synchronized (network) {
      if (closed) {
        throw new IllegalStateException("this encoder is closed");
      }
      result = CompletableFuture.supplyAsync(work, network);
    }
    return join(result);
  }

  private static <T> T on(ExecutorService thread, Supplier<T> work) {
    return join(CompletableFuture.supplyAsync(work, thread));
  }

  private static <T> T join(CompletableFuture<T> result) {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Frees the network once the batches under way are done; a second call does nothing. */
  @Override
  public void close() {
    CompletableFuture<Void> last;
    synchronized (network) {
      if (closed) {
        return;
      }
      closed = true;
      last = CompletableFuture.runAsync(encoder::close, network);
      network.shutdown();
    }
    join(last);
  }
}

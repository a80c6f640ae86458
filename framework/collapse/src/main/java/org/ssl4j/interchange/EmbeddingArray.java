package org.ssl4j.interchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.text.Text;

/**
 * The embeddings of a .npy array. What its shape and type leave open is decided by the options, and
 * refused without them: a wrong guess would give numbers, too.
 */
final class EmbeddingArray {

  /** Sizes of layers are multiples of this, numbers of images hardly ever. */
  private static final int USUAL_STEP = 16;

  private static final int USUAL_LARGE_STEP = 64;

  private EmbeddingArray() {}

  /**
   * @param source what to call the file in messages
   * @param title what to call it in notes
   * @param notes receives what was decided
   * @throws DataException if it cannot be read or its values cannot be embeddings
   */
  static EmbeddingMatrix read(
      Path file, String source, String title, ReadOptions options, List<String> notes) {
    NpyHeader header;
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      header = NpyHeader.read(in, source);
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", source, e.getMessage()), e);
    }
    String problem = problem(header, options);
    if (problem != null) {
      throw new DataException(source + " " + problem);
    }
    var type = type(header, options);
    describeType(header, type, options, title, notes);
    long[] shape = shape(header);
    if (shape.length != header.shape().length) {
      notes.add(
          Text.of(
              "%s: the shape %s is read as %s",
              title, Arrays.toString(header.shape()), Arrays.toString(shape)));
    }
    int rows = (int) shape[0];
    if (shape.length == 3) {
      notes.add(title + ": " + describePool(options.pool(), (int) shape[1]));
      return pooled(file, header, type, shape, source, options.pool());
    }
    if (options.pool() != null) {
      notes.add(
          title + ": the option pool has no effect, because there is one vector for each image");
    }
    hintAtTransposed(rows, (int) shape[1], title, notes);
    return MappedMatrix.of(file, header, type, rows, (int) shape[1], source);
  }

  /** Why an array cannot be embeddings, or null if it can: a clause that follows its name. */
  static String problem(NpyHeader header, ReadOptions options) {
    String wrongType = typeProblem(header, options);
    if (wrongType != null) {
      return wrongType;
    }
    if (Arrays.stream(header.shape()).anyMatch(size -> size < 1 || size > Integer.MAX_VALUE)) {
      return Text.of("holds %s; it is empty, or too large to read", header.describe());
    }
    long[] shape = shape(header);
    if (shape.length == 3) {
      return pool(header, shape, options.pool());
    }
    if (shape.length > 3) {
      return Text.of(
          "holds %s, several positions for each image; average over them first, as in"
              + " x.mean(axis=(2, 3)) for (images, channels, height, width)",
          header.describe());
    }
    if (shape.length < 2) {
      return Text.of(
          "holds %s; embeddings are floats of shape (images, dimensions)", header.describe());
    }
    return null;
  }

  private static String pool(NpyHeader header, long[] shape, Pooling pool) {
    if (pool == null) {
      return Text.of(
          "holds %s, %d vectors for each image; use the option pool mean for their average, the option pool cls for the first"
              + " (a class token), or the option pool tokens to diagnose each by itself",
          header.describe(), shape[1]);
    }
    if (shape[0] * shape[1] > Integer.MAX_VALUE || shape[1] * shape[2] > Integer.MAX_VALUE) {
      return Text.of("holds %s, too many values for the option pool", header.describe());
    }
    return null;
  }

  private static String typeProblem(NpyHeader header, ReadOptions options) {
    NpyType type = header.type();
    if (type.floating() || type == NpyType.I1 && options.type().isEmpty()) {
      return null;
    }
    if (type == NpyType.OBJECT) {
      return "holds Python objects (dtype object), which are not read because reading them can run code; save an"
          + " array of floats, such as np.stack(embeddings).astype('float32')";
    }
    if (type == NpyType.STRUCTURE) {
      return "holds a structured array; save the embeddings alone as an array of floats";
    }
    if (!type.number() && type != NpyType.VOID) {
      return Text.of("holds %s; save embeddings as float16, float32 or float64", header.describe());
    }
    if (options.type().isPresent()) {
      NpyType wanted = options.type().get();
      boolean reinterpreted = wanted.floating() && wanted.bytes() == header.width();
      return wanted == type || reinterpreted
          ? null
          : Text.of(
              "holds %s (%d bytes each), which cannot be read as the option dtype %s",
              header.describe(), header.width(), wanted.words());
    }
    if (type == NpyType.VOID) {
      return header.width() == Short.BYTES
          ? Text.of(
              "holds %s, as NumPy saves bfloat16; use the option dtype bfloat16 if the values are bfloat16, or save float32",
              header.describe())
          : Text.of("holds %s, bytes of an unknown type; save float32", header.describe());
    }
    return Text.of(
        "holds %s; use the option dtype %s if these whole numbers are embeddings%s, or save embeddings as float16, float32"
            + " or float64",
        header.describe(),
        type.words(),
        header.width() == Short.BYTES
            ? ", the option dtype bfloat16 or float16 if they are the bits of such numbers"
            : "");
  }

  private static NpyType type(NpyHeader header, ReadOptions options) {
    return header.type().floating() ? header.type() : options.type().orElse(header.type());
  }

  private static void describeType(
      NpyHeader header, NpyType type, ReadOptions options, String title, List<String> notes) {
    if (header.type() == NpyType.I1) {
      notes.add(title + ": the int8 values are read as quantised embeddings");
    } else if (header.type() != type) {
      notes.add(Text.of("%s: the values are read as %s", title, type.words()));
    } else if (header.type().floating()
        && options.type().isPresent()
        && options.type().get() != type) {
      notes.add(
          Text.of(
              "%s: the option dtype %s has no effect, because the file says that its values are %s",
              title, options.dtype(), type.words()));
    }
  }

  /**
   * Without axes of size 1, but for the first, which counts the images: {@code [N, d, 1, 1]} is a
   * pooled convolution's output.
   */
  private static long[] shape(NpyHeader header) {
    long[] shape = header.shape();
    if (shape.length <= 2) {
      return shape;
    }
    long[] rest = Arrays.stream(shape, 1, shape.length).filter(size -> size != 1).toArray();
    long[] squeezed = new long[1 + Math.max(1, rest.length)];
    squeezed[0] = shape[0];
    squeezed[1] = 1;
    System.arraycopy(rest, 0, squeezed, 1, rest.length);
    return squeezed;
  }

  private static String describePool(Pooling pool, int vectors) {
    String which =
        switch (pool) {
          case MEAN -> "the average";
          case CLS -> "the first";
          case TOKENS -> "each";
        };
    String as = pool == Pooling.TOKENS ? "an embedding" : "its embedding";
    return Text.of("%s of the %d vectors of each image is %s", which, vectors, as);
  }

  private static EmbeddingMatrix pooled(
      Path file, NpyHeader header, NpyType type, long[] shape, String source, Pooling pool) {
    int images = (int) shape[0];
    int tokens = (int) shape[1];
    int columns = (int) shape[2];
    if (pool == Pooling.TOKENS && !header.fortran()) {
      return MappedMatrix.of(file, header, type, images * tokens, columns, source);
    }
    var rows = MappedMatrix.of(file, header, type, images, tokens * columns, source);
    return switch (pool) {
      case MEAN -> new PooledTokens(rows, tokens, tokens, header.fortran());
      case CLS -> new PooledTokens(rows, tokens, 1, header.fortran());
      case TOKENS -> new PooledTokens.Each(rows, tokens);
    };
  }

  private static void hintAtTransposed(int rows, int columns, String title, List<String> notes) {
    if (rows < columns && rows % USUAL_STEP == 0 && columns % USUAL_LARGE_STEP != 0) {
      notes.add(
          Text.of(
              "%s: %d embeddings of %d dimensions; if the file holds %d embeddings of %d dimensions, save the transposed array (x.T)",
              title, rows, columns, columns, rows));
    }
  }
}

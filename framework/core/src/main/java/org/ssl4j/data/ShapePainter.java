package org.ssl4j.data;

import org.ssl4j.random.CounterRandom;

/**
 * Paints one image of {@link Shapes}: a figure over a shaded background, with noise over both.
 *
 * <p>Stateless after construction and safe for many threads.
 */
final class ShapePainter {
  /** Any constant: it only has to stay the same. */
  private static final long SEED = 0x5348415045532031L;

  /** Points per pixel and direction that smooth the figure's edge. */
  private static final int SUPERSAMPLING = 3;

  /** The figure's largest extent as a share of the side. */
  private static final double SMALLEST_EXTENT = 0.55;

  private static final double LARGEST_EXTENT = 0.85;

  /**
   * Figure and background differ by at least this much luminance, so grayscale keeps the figure.
   */
  private static final double LEAST_CONTRAST = 0.3;

  private static final double MOST_NOISE = 0.06;
  private static final double[] LUMINANCE = {0.299, 0.587, 0.114};

  private static final double[] TRIANGLE = normals(3);
  private static final double[] PENTAGON = normals(5);

  private final int stream;
  private final int side;

  ShapePainter(int stream, int side) {
    this.stream = stream;
    this.side = side;
  }

  /** Writes the R, G and B planes of image {@code index}. */
  void paint(int index, int label, byte[] target, int offset) {
    var random = new CounterRandom(SEED, stream, index, 0);
    Placement placement = Placement.random(random);
    Background background = Background.random(random);
    double[] colour = contrasting(background.luminance(), random);
    double noise = random.uniform(0, MOST_NOISE);
    int plane = side * side;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double coverage = coverage(label, placement, x, y);
        double shade = background.shade((x + 0.5) / side, (y + 0.5) / side);
        double grain = noise * (random.uniform() + random.uniform() + random.uniform() - 1.5);
        for (int c = 0; c < ImageSet.CHANNELS; c++) {
          double behind = background.from()[c] + shade * background.span()[c];
          double value = behind + coverage * (colour[c] - behind) + 2 * grain;
          target[offset + c * plane + y * side + x] = toByte(value);
        }
      }
    }
  }

  private static byte toByte(double value) {
    return (byte) Math.rint(255 * Math.min(1, Math.max(0, value)));
  }

  private double coverage(int label, Placement placement, int x, int y) {
    int inside = 0;
    for (int j = 0; j < SUPERSAMPLING; j++) {
      double dy = (y + (j + 0.5) / SUPERSAMPLING) / side - placement.centreY();
      for (int i = 0; i < SUPERSAMPLING; i++) {
        double dx = (x + (i + 0.5) / SUPERSAMPLING) / side - placement.centreX();
        double u = (placement.cos() * dx + placement.sin() * dy) / placement.radius();
        double v = (placement.cos() * dy - placement.sin() * dx) / placement.radius();
        if (contains(label, u, v)) {
          inside++;
        }
      }
    }
    return inside / (double) (SUPERSAMPLING * SUPERSAMPLING);
  }

  /** Whether a figure of circumradius 1 around the origin contains a point. */
  private static boolean contains(int label, double u, double v) {
    double square = u * u + v * v;
    if (square > 1) {
      return false;
    }
    return switch (label) {
      case 0 -> square < 0.85 * 0.85;
      case 1 -> square > 0.55 * 0.55 && square < 0.92 * 0.92;
      case 2 -> Math.abs(u) < 0.7 && Math.abs(v) < 0.7;
      case 3 -> inside(TRIANGLE, u, v, 0.5) == 3;
      case 4 -> Math.min(Math.abs(u), Math.abs(v)) < 0.27;
      // A pentagram is where at least four of its five edges agree.
      case 5 -> inside(PENTAGON, u, v, 0.36) >= 4;
      case 6 -> odd(u / 0.29);
      case 7 -> odd(u / 0.45) != odd(v / 0.45);
      case 8 -> {
        double du = u / 0.62 - Math.rint(u / 0.62);
        double dv = v / 0.62 - Math.rint(v / 0.62);
        yield du * du + dv * dv < 0.33 * 0.33;
      }
      case 9 -> (u - 0.5) * (u - 0.5) + v * v > 0.75 * 0.75;
      default -> throw new IllegalArgumentException("no shape of class " + label);
    };
  }

  private static boolean odd(double cell) {
    return ((int) Math.floor(cell) & 1) != 0;
  }

  /** How many edges of a regular polygon of this inradius have the point on their inner side. */
  private static int inside(double[] normals, double u, double v, double inradius) {
    int inside = 0;
    for (int e = 0; e < normals.length; e += 2) {
      if (normals[e] * u + normals[e + 1] * v < inradius) {
        inside++;
      }
    }
    return inside;
  }

  /** Unit normals (u, v) of a regular polygon's edges. */
  private static double[] normals(int edges) {
    double[] normals = new double[2 * edges];
    for (int e = 0; e < edges; e++) {
      double angle = 2 * Math.PI * e / edges;
      normals[2 * e] = StrictMath.cos(angle);
      normals[2 * e + 1] = StrictMath.sin(angle);
    }
    return normals;
  }

  /** A random colour whose luminance is far enough from the background's, on either side. */
  private static double[] contrasting(double luminance, CounterRandom random) {
    double room = Math.max(0, luminance - LEAST_CONTRAST);
    double above = Math.max(0, 1 - LEAST_CONTRAST - luminance);
    double position = random.uniform(0, room + above);
    return colour(
        position < room ? position : luminance + LEAST_CONTRAST + position - room, random);
  }

  /** A random colour moved along the gray axis to a luminance. */
  private static double[] colour(double luminance, CounterRandom random) {
    double[] colour = {random.uniform(), random.uniform(), random.uniform()};
    double shift = luminance;
    for (int c = 0; c < colour.length; c++) {
      shift -= LUMINANCE[c] * colour[c];
    }
    for (int c = 0; c < colour.length; c++) {
      colour[c] = Math.min(1, Math.max(0, colour[c] + shift));
    }
    return colour;
  }

  /** Where the figure lies, in shares of the side, and its rotation. */
  private record Placement(double centreX, double centreY, double radius, double cos, double sin) {

    static Placement random(CounterRandom random) {
      double radius = random.uniform(SMALLEST_EXTENT, LARGEST_EXTENT) / 2;
      double slack = 0.5 - radius;
      double angle = random.uniform(0, 2 * Math.PI);
      return new Placement(
          0.5 + random.uniform(-slack, slack),
          0.5 + random.uniform(-slack, slack),
          radius,
          StrictMath.cos(angle),
          StrictMath.sin(angle));
    }
  }

  /**
   * Two similar colours and how they run into each other: a linear gradient with a wave on it.
   *
   * @param from colour at shade 0
   * @param span difference to the colour at shade 1
   * @param luminance luminance in the middle
   */
  private record Background(
      double[] from, double[] span, double luminance, double dx, double dy, double waves) {

    static Background random(CounterRandom random) {
      double luminance = random.uniform(0.1, 0.9);
      double[] from = colour(luminance, random);
      double[] span = new double[from.length];
      for (int c = 0; c < span.length; c++) {
        span[c] = random.uniform(-0.2, 0.2);
        from[c] -= span[c] / 2;
      }
      double angle = random.uniform(0, 2 * Math.PI);
      return new Background(
          from,
          span,
          luminance,
          StrictMath.cos(angle),
          StrictMath.sin(angle),
          random.uniform(0.5, 2.5));
    }

    /** Position between the two colours, 0 to 1: a triangular wave along the direction. */
    double shade(double x, double y) {
      double along = waves * ((x - 0.5) * dx + (y - 0.5) * dy);
      return Math.abs(2 * (along - Math.floor(along + 0.5)));
    }
  }
}

package org.ssl4j.network;

/** What one image has become at some place of a network. */
public sealed interface Shape {

  /** Numbers for one image. */
  long length();

  /** Channels, features or the size of a token: the last thing a layer's parameters depend on. */
  int channels();

  /** Feature maps [C, H, W]. */
  record Maps(int channels, int height, int width) implements Shape {
    public Maps {
      requirePositive(channels, height, width);
    }

    @Override
    public long length() {
      return (long) channels * height * width;
    }
  }

  /** A feature vector [d]. */
  record Features(int channels) implements Shape {
    public Features {
      requirePositive(channels);
    }

    @Override
    public long length() {
      return channels;
    }
  }

  /** A sequence of tokens [count, d], as in a transformer. */
  record Tokens(int count, int channels) implements Shape {
    public Tokens {
      requirePositive(count, channels);
    }

    @Override
    public long length() {
      return (long) count * channels;
    }
  }

  private static void requirePositive(int... sizes) {
    for (int size : sizes) {
      if (size < 1) {
        throw new IllegalArgumentException("a size must be at least 1, not " + size);
      }
    }
  }
}

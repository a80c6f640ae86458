package org.ssl4j.models.train;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.Network;

/** Reads a checkpoint's weights by the documented format, independently of the code that wrote. */
final class Checkpoint {

  private Checkpoint() {}

  /** Copies online.array: type tag, rank, one dimension, little-endian floats. */
  static void readOnline(Path checkpoint, Network online) {
    try (var in = new DataInputStream(Files.newInputStream(checkpoint.resolve("online.array")))) {
      if (in.readByte() != 0 || in.readByte() != 1 || in.readLong() != online.layout().length()) {
        throw new IOException("not the online network's float vector");
      }
      var values =
          ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      float[] parameters = new float[values.remaining()];
      values.get(parameters);
      online.restore(online.state().with(Matrix.of(parameters, 1, parameters.length)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

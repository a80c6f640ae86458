package org.ssl4j.interchange;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.measure.EmbeddingMatrix;

/** A .npy file: one layer and nothing beside it. */
final class NpyMatrix implements EmbeddingSource {

  private final List<String> notes = new ArrayList<>();
  private final Map<String, EmbeddingMatrix> layers;

  NpyMatrix(Path file, String layer, ReadOptions options) {
    layers =
        Map.of(
            layer,
            EmbeddingArray.read(
                file, file.toString(), file.getFileName().toString(), options, notes));
  }

  @Override
  public Map<String, EmbeddingMatrix> layers() {
    return layers;
  }

  @Override
  public Optional<Labels> labels(String layer) {
    return Optional.empty();
  }

  @Override
  public List<String> names() {
    return List.of();
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void close() {
    // A mapping ends with the last reference to it.
  }
}

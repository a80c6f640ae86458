package org.ssl4j.interchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.measure.EmbeddingMatrix;

/** One kind of file with embeddings. */
interface EmbeddingSource extends AutoCloseable {

  /** By name, in the order of the file. */
  Map<String, EmbeddingMatrix> layers();

  /** The classes that the file holds for a layer. */
  Optional<Labels> labels(String layer);

  /** The images' names, one a row; empty if the file holds none. */
  List<String> names();

  /** What was recognised and what was left out. */
  List<String> notes();

  @Override
  void close();
}

package org.ssl4j.kinds;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ssl4j.error.DataException;
import org.ssl4j.faces.FiniteArray;
import org.ssl4j.interchange.NumpyArrays;
import org.ssl4j.text.OneLine;
import org.ssl4j.text.Text;

/**
 * The arrays of a kind in a file: .npz by name, or .npy where the kind needs one array. Stays open,
 * because large arrays are read where they are.
 */
public final class KindFile implements AutoCloseable {

  private final NumpyArrays file;
  private final KindInput input;
  private final List<String> notes = new ArrayList<>();

  private KindFile(CollapseKind kind, Path path, NumpyArrays file, Map<String, String> options) {
    this.file = file;
    Map<String, FiniteArray> arrays = new LinkedHashMap<>();
    Map<String, String> there = file.descriptions();
    List<ArrayNeed> required = kind.arrays().stream().filter(ArrayNeed::required).toList();
    boolean only = there.size() == 1 && required.size() == 1;
    for (var need : kind.arrays()) {
      String name =
          there.containsKey(need.name())
              ? need.name()
              : need.required() && only ? there.keySet().iterator().next() : null;
      if (name != null) {
        arrays.put(need.name(), new FiniteArray(file.title(name), file.array(name)));
        notes.add(
            Text.of(
                "%s: %s, read as %s",
                file.title(name),
                there.get(name),
                need.words(arrays.get(need.name()).shape().length)));
      } else if (need.required()) {
        throw missing(kind, path, need, there);
      }
    }
    there.keySet().stream()
        .filter(name -> !arrays.containsKey(name) && !only)
        .forEach(name -> notes.add(file.title(name) + " is left out"));
    input = KindInput.checked(kind, arrays, options);
  }

  /**
   * @param options of the kind, by name
   * @throws DataException if arrays are missing or cannot be read
   */
  public static KindFile open(CollapseKind kind, Path path, Map<String, String> options) {
    var file = NumpyArrays.open(path);
    try {
      return new KindFile(kind, path, file, options);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static DataException missing(
      CollapseKind kind, Path path, ArrayNeed need, Map<String, String> there) {
    String needed =
        kind.arrays().stream()
            .map(one -> one.words() + (one.required() ? "" : " (optional)"))
            .collect(Collectors.joining(", "));
    return new DataException(
        there.keySet().contains("")
            ? Text.of(
                "%s holds one array, and the kind %s reads %s; write them into one .npz by name, with np.savez",
                path, kind.name(), needed)
            : Text.of(
                "%s has no array \"%s\"; it holds %s, and the kind %s reads %s",
                path, need.name(), String.join(", ", there.keySet()), kind.name(), needed));
  }

  /** What the kind measures. */
  public KindInput input() {
    return input;
  }

  /** Which arrays were read as what, and which were left out. */
  public List<String> notes() {
    return notes.stream().map(OneLine::of).toList();
  }

  @Override
  public void close() {
    file.close();
  }
}

package org.ssl4j.interchange;

import java.util.Locale;
import java.util.Set;

/**
 * What the name of a column or an array says about it. The lists hold what data frames, feature
 * extractors and data sets use; what is not on them is decided by its values, or by the user.
 */
final class ColumnNames {

  private static final Set<String> LABELS =
      Set.of(
          "label",
          "labels",
          "class",
          "classes",
          "y",
          "ytrue",
          "target",
          "targets",
          "category",
          "categories",
          "cls",
          "classid",
          "classname",
          "classlabel",
          "classidx",
          "labelid",
          "labelname",
          "labelidx",
          "targetname",
          "groundtruth",
          "gt",
          "gtlabel",
          "truelabel",
          "species");

  private static final Set<String> NAMES =
      Set.of(
          "name",
          "names",
          "filename",
          "filenames",
          "file",
          "files",
          "path",
          "paths",
          "filepath",
          "filepaths",
          "imagepath",
          "imagepaths",
          "imgpath",
          "imgpaths",
          "image",
          "images",
          "img",
          "imagename",
          "imagenames",
          "uid",
          "uuid",
          "key",
          "keys",
          "url",
          "uri",
          "sample",
          "samplename",
          "text",
          "texts",
          "sentence",
          "caption",
          "title",
          "word",
          "token");

  private static final Set<String> ROW_NUMBERS =
      Set.of(
          "",
          "index",
          "idx",
          "indices",
          "row",
          "rows",
          "rowid",
          "rownum",
          "rownumber",
          "rowname",
          "rownames",
          "id",
          "ids",
          "imageid",
          "imgid",
          "sampleid",
          "objectid",
          "itemid",
          "no",
          "nr",
          "number");

  private static final Set<String> OTHERS =
      Set.of(
          "epoch",
          "epochs",
          "step",
          "steps",
          "iteration",
          "split",
          "fold",
          "timestamp",
          "time",
          "date",
          "datetime",
          "seed",
          "run",
          "batch",
          "loss",
          "cluster",
          "confidence",
          "width",
          "height",
          "weight",
          "score",
          "prediction",
          "pred",
          "subset",
          "partition",
          "set");

  private ColumnNames() {}

  static boolean label(String name) {
    return LABELS.contains(plain(name));
  }

  static boolean name(String name) {
    return NAMES.contains(plain(name));
  }

  /** Also {@code Unnamed: 0} and {@code level_0}, as pandas calls an index without a name. */
  static boolean rowNumber(String name) {
    String plain = plain(name);
    return ROW_NUMBERS.contains(plain) || plain.matches("unnamed:?[0-9.]*|level[0-9]+");
  }

  /** Known to be about the row, and not a dimension. */
  static boolean other(String name) {
    return OTHERS.contains(plain(name));
  }

  /** Whether it is one of all these names. */
  static boolean known(String name) {
    return !name.isBlank() && (label(name) || name(name) || rowNumber(name) || other(name));
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _.-]", "");
  }
}

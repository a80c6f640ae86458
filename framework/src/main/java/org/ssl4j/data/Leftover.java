package org.ssl4j.data;

/** Why a file below the directory of images is not among the images. */
enum Leftover {
  HIDDEN("hidden files and files of the system", true),
  OTHER_TYPE("not images, by their names", true),
  OTHER_FORMAT("images of formats that are not read", true),
  EMPTY("empty files (0 bytes)", false),
  NO_IMAGE("not images, by their content", false),
  TRUNCATED("truncated images", false),
  DAMAGED("damaged images", false),
  UNSUPPORTED("images of a kind that is not read", false),
  TOO_LARGE("images that are too large", false),
  CLOSED("files and folders that cannot be opened", false),
  BROKEN_LINK("broken links", false),
  SECOND_LINK("links to a file or folder that is read already", false),
  SPECIAL("pipes, sockets and devices", false),
  UNUSED_FOLDER("in folders that are not used", true),
  OUTSIDE_CLASSES("outside of the class folders", false),
  LIMIT("left out by data.trainLimit and data.testLimit", false);

  private final String text;
  private final boolean byDetail;

  Leftover(String text, boolean byDetail) {
    this.text = text;
    this.byDetail = byDetail;
  }

  /** What the summary says behind the number. */
  String text() {
    return text;
  }

  /** Whether the summary counts by kind (an extension, a folder) instead of naming files. */
  boolean byDetail() {
    return byDetail;
  }
}

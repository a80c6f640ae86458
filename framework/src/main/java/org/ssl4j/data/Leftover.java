package org.ssl4j.data;

/** Why a file below the directory of images is not among the images. */
enum Leftover {
  HIDDEN("hidden or of the system", true),
  OTHER_TYPE("not an image by its name", true),
  OTHER_FORMAT("of a format that is not read", true),
  EMPTY("empty", false),
  NO_IMAGE("not an image by its content", false),
  TRUNCATED("truncated", false),
  DAMAGED("damaged", false),
  UNSUPPORTED("of a kind that is not read", false),
  TOO_LARGE("too large", false),
  CLOSED("cannot be opened", false),
  BROKEN_LINK("broken link", false),
  SECOND_LINK("link to what is read already", false),
  SPECIAL("pipe, socket or device", false),
  UNUSED_FOLDER("in a folder that is not used", true),
  OUTSIDE_CLASSES("outside of the class folders", false),
  LIMIT("beyond data.trainLimit or data.testLimit", false);

  private final String text;
  private final boolean byDetail;

  Leftover(String text, boolean byDetail) {
    this.text = text;
    this.byDetail = byDetail;
  }

  /** What the summary calls it. */
  String text() {
    return text;
  }

  /** Whether the summary counts by kind (an extension, a folder) instead of naming files. */
  boolean byDetail() {
    return byDetail;
  }
}

package org.ssl4j.data;

/** Why a file below the directory of images is not among the images. */
enum Leftover {
  HIDDEN("hidden or system file", true),
  OTHER_TYPE("no image extension", true),
  OTHER_FORMAT("unsupported image format", true),
  EMPTY("empty", false),
  NO_IMAGE("content is not an image", false),
  TRUNCATED("truncated", false),
  DAMAGED("damaged", false),
  UNSUPPORTED("unsupported image type", false),
  TOO_LARGE("too large", false),
  CLOSED("cannot be opened", false),
  BROKEN_LINK("broken link", false),
  SECOND_LINK("link to a file or folder that is read already", false),
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

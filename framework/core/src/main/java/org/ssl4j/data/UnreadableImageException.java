package org.ssl4j.data;

/** A file that is no usable image; the message is one clause that says why. */
final class UnreadableImageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong, as the summary of a folder counts it. */
  private final Leftover reason;

  UnreadableImageException(Leftover reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  UnreadableImageException(Leftover reason, String message) {
    this(reason, message, null);
  }

  static UnreadableImageException damaged(String message) {
    return new UnreadableImageException(Leftover.DAMAGED, message);
  }

  static UnreadableImageException truncated() {
    return new UnreadableImageException(Leftover.TRUNCATED, "it is truncated");
  }

  Leftover reason() {
    return reason;
  }
}

package org.ssl4j.data;

import java.net.URI;
import java.nio.file.Path;
import org.ssl4j.text.Text;

/**
 * A published tar.gz archive and how to know it.
 *
 * @param uri where it is published
 * @param md5 its published MD5, lower-case hex
 * @param fileName its name on disk
 * @param folder the folder it unpacks to
 * @param maxDownloadBytes a larger download is refused
 * @param maxUnpackedBytes a larger content is refused
 */
public record ArchiveSource(
    URI uri,
    String md5,
    String fileName,
    String folder,
    long maxDownloadBytes,
    long maxUnpackedBytes) {

  /** CIFAR-10's binary version, MD5 as published on its home page (Krizhevsky, 2009). */
  public static final ArchiveSource CIFAR10 =
      new ArchiveSource(
          URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
          "c32a1d4ab5d03f1284b67883e8d87530",
          "cifar-10-binary.tar.gz",
          "cifar-10-batches-bin",
          1L << 28,
          1L << 29);

  /** How to do without the network, as the end of an error message. */
  String byHand(Path root) {
    return Text.of(
        "to do it by hand, put %s (from %s) or the unpacked folder %s into %s",
        fileName, uri, folder, root.toAbsolutePath());
  }
}

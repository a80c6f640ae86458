package org.ssl4j.data;

import java.util.Locale;
import java.util.Set;

/** What the name of a file or folder says about it. */
final class FileNames {

  private static final Set<String> READ =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "jif", "jfi", "pjpeg", "pjp", "png", "apng", "bmp", "dib",
          "webp", "tif", "tiff", "gif", "pbm", "pgm", "ppm", "pnm");

  private static final Set<String> OTHER_FORMATS =
      Set.of(
          "heic", "heif", "hif", "avif", "jxl", "jp2", "j2k", "j2c", "jpf", "jpx", "jpm", "jxr",
          "wdp", "hdp", "svg", "svgz", "psd", "psb", "xcf", "ai", "eps", "raw", "cr2", "cr3", "crw",
          "nef", "nrw", "arw", "srf", "sr2", "dng", "orf", "rw2", "raf", "pef", "srw", "x3f", "3fr",
          "erf", "kdc", "mrw", "iiq", "exr", "hdr", "pfm", "pam", "tga", "ico", "cur", "icns",
          "pcx", "dcm", "dicom", "nii", "sgi", "ras", "fits", "dds", "djvu");

  /** Copies that programs keep beside a file, and downloads that did not end. */
  private static final Set<String> COPIES =
      Set.of(
          "bak", "old", "orig", "tmp", "temp", "swp", "part", "partial", "crdownload", "download");

  /** Of file servers, operating systems, archives and editors; hidden names are not listed. */
  private static final Set<String> SYSTEM =
      Set.of(
          "thumbs.db",
          "ehthumbs.db",
          "ehthumbs_vista.db",
          "desktop.ini",
          "picasa.ini",
          "icon\r",
          "__macosx",
          "__pycache__",
          "lost+found",
          "found.000",
          "$recycle.bin",
          "recycler",
          "recycled",
          "system volume information",
          "network trash folder",
          "temporary items",
          "#recycle",
          "#snapshot",
          "@recycle",
          "@recently-snapshot",
          "@__thumb",
          "@tmp",
          "_vti_cnf",
          "_vti_pvt");

  private FileNames() {}

  /** Hidden, or kept by a system: thumbnails, resource forks, waste baskets, checkpoints. */
  static boolean isHidden(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return name.startsWith(".")
        || lower.startsWith("@eadir")
        || lower.endsWith(".lrdata")
        || SYSTEM.contains(lower);
  }

  /** In lower case and without the dot; empty if there is none. */
  static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** Whether a file of this extension is to be read; its content says as what. */
  static boolean isRead(String extension) {
    return READ.contains(extension);
  }

  static boolean isOtherFormat(String extension) {
    return OTHER_FORMATS.contains(extension);
  }

  /** Whether the content may decide: not for copies, whose originals lie beside them. */
  static boolean mayBeImage(String name, String extension) {
    return !COPIES.contains(extension) && !name.endsWith("~");
  }
}

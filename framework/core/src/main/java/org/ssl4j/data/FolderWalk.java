package org.ssl4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ssl4j.stop.StopPoint;

/**
 * Every file below a directory, once: candidates for images, and an account of the others.
 *
 * <p>Real files come before links, so that a file that is reached twice keeps its own place, and
 * links to files before links to folders. A link to a folder is followed unless the folder was read
 * already or holds the directory itself; that ends loops. Hidden folders and those of the system
 * are not read unless a link leads into them. Their files are counted last, but for those of the
 * folders that were read by a link, so that no file is counted twice.
 */
final class FolderWalk {
  private static final LinkOption[] THE_LINK_ITSELF = {LinkOption.NOFOLLOW_LINKS};
  private static final String NO_EXTENSION = "without extension";

  private final List<Found> candidates = new ArrayList<>();
  private final FileAccount account;
  private final Set<Object> folders = new HashSet<>();
  private final Set<Object> files = new HashSet<>();
  private final Deque<Found> links = new ArrayDeque<>();
  private final Deque<Found> folderLinks = new ArrayDeque<>();
  private final List<Found> hiddenFolders = new ArrayList<>();
  private long byContentOnly;

  /**
   * A file or link.
   *
   * @param path as the disk has it
   * @param relative its place below the directory, with {@code /}, for order, labels and messages
   */
  record Found(Path path, String relative) {}

  private FolderWalk(FileAccount account) {
    this.account = account;
  }

  /** Walks a directory; what is no candidate goes to the account. */
  static FolderWalk of(Path root, FileAccount account) {
    var walk = new FolderWalk(account);
    walk.rememberAbove(root);
    walk.folder(root, "");
    while (!walk.links.isEmpty() || !walk.folderLinks.isEmpty()) {
      if (walk.links.isEmpty()) {
        walk.folderLink(walk.folderLinks.removeFirst());
      } else {
        walk.link(walk.links.removeFirst());
      }
    }
    for (Found hidden : walk.hiddenFolders) {
      walk.account.add(Leftover.HIDDEN, name(hidden), walk.filesBelow(hidden.path()));
    }
    walk.candidates.sort(Comparator.comparing(Found::relative));
    return walk;
  }

  /** Files that are images by name or content, in the order of their relative paths. */
  List<Found> candidates() {
    return candidates;
  }

  /** How many of the candidates do not bear an image's extension. */
  long byContentOnly() {
    return byContentOnly;
  }

  /** A link to a folder that holds the directory would lead back to it. */
  private void rememberAbove(Path root) {
    try {
      for (Path above = root.toRealPath(); above != null; above = above.getParent()) {
        folders.add(key(above, Files.readAttributes(above, BasicFileAttributes.class)));
      }
    } catch (IOException e) {
      account.add(Leftover.CLOSED, root + " (" + e.getMessage() + ")");
    }
  }

  private static Object key(Path path, BasicFileAttributes attributes) throws IOException {
    Object key = attributes.fileKey();
    return key != null ? key : path.toRealPath();
  }

  private void folder(Path folder, String relative) {
    List<Found> content = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path path : stream) {
        content.add(new Found(path, relative + PathNames.of(path)));
      }
    } catch (IOException | DirectoryIteratorException e) {
      account.add(Leftover.CLOSED, relative.isEmpty() ? folder.toString() : relative);
    }
    content.sort(Comparator.comparing(Found::relative));
    List<Found> inner = new ArrayList<>();
    for (Found found : content) {
      if (sort(found)) {
        inner.add(found);
      }
    }
    for (Found found : inner) {
      folder(found.path(), found.relative() + "/");
    }
  }

  /** Takes one entry of a folder; whether it is a folder to look into. */
  private boolean sort(Found found) {
    StopPoint.check();
    String name = name(found);
    try {
      var attributes =
          Files.readAttributes(found.path(), BasicFileAttributes.class, THE_LINK_ITSELF);
      if (FileNames.isHidden(name)) {
        if (attributes.isDirectory()) {
          hiddenFolders.add(found);
        } else {
          account.add(Leftover.HIDDEN, name);
        }
        return false;
      }
      if (attributes.isSymbolicLink()) {
        links.addLast(found);
        return false;
      }
      if (attributes.isDirectory()) {
        return folders.add(key(found.path(), attributes));
      }
      file(found, name, attributes);
    } catch (IOException e) {
      account.add(Leftover.CLOSED, found.relative());
    }
    return false;
  }

  private static String name(Found found) {
    return found.relative().substring(found.relative().lastIndexOf('/') + 1);
  }

  private void link(Found link) {
    try {
      var target = Files.readAttributes(link.path(), BasicFileAttributes.class);
      if (target.isDirectory()) {
        folderLinks.addLast(link);
      } else {
        file(link, name(link), target);
      }
    } catch (IOException e) {
      // Its target is missing, or links point at one another in a circle.
      account.add(Leftover.BROKEN_LINK, link.relative());
    }
  }

  private void folderLink(Found link) {
    try {
      var target = Files.readAttributes(link.path(), BasicFileAttributes.class);
      if (folders.add(key(link.path(), target))) {
        folder(link.path(), link.relative() + "/");
      } else {
        account.add(Leftover.SECOND_LINK, link.relative());
      }
    } catch (IOException e) {
      account.add(Leftover.BROKEN_LINK, link.relative());
    }
  }

  private void file(Found found, String name, BasicFileAttributes attributes) throws IOException {
    if (!attributes.isRegularFile()) {
      account.add(Leftover.SPECIAL, found.relative());
      return;
    }
    String extension = FileNames.extension(name);
    boolean named = FileNames.isRead(extension);
    if (!named && FileNames.isOtherFormat(extension)) {
      account.add(Leftover.OTHER_FORMAT, extension);
    } else if (!named && !(FileNames.mayBeImage(name, extension) && isImage(found, extension))) {
      account.add(Leftover.OTHER_TYPE, extension.isEmpty() ? NO_EXTENSION : extension);
    } else if (!files.add(key(found.path(), attributes))) {
      account.add(Leftover.SECOND_LINK, found.relative());
    } else {
      candidates.add(found);
      byContentOnly += named ? 0 : 1;
    }
  }

  private boolean isImage(Found found, String extension) {
    try (InputStream in = Files.newInputStream(found.path())) {
      Optional<ImageFormat> format = ImageFormat.of(in.readNBytes(ImageFormat.HEAD_BYTES));
      return format.isPresent() && format.get().isCertain(extension);
    } catch (IOException e) {
      // Whether it is an image cannot be known; it is counted by its extension.
      return false;
    }
  }

  /** The files below a folder that is not read, but for those of folders that a link led to. */
  private long filesBelow(Path folder) {
    long count = 0;
    Deque<Path> open = new ArrayDeque<>(List.of(folder));
    while (!open.isEmpty()) {
      Path next = open.removeFirst();
      try {
        if (folders.contains(key(next, Files.readAttributes(next, BasicFileAttributes.class)))) {
          continue;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(next)) {
          for (Path path : stream) {
            StopPoint.check();
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
              open.addLast(path);
            } else {
              count++;
            }
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        count++;
      }
    }
    return count;
  }
}

package org.ssl4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.ssl4j.fuzz.Mutations;
import org.ssl4j.text.Text;

/**
 * A folder as an archive from anywhere, a broken copy or an attacker would leave it. All of it
 * follows from one random number.
 */
final class HostileTree {

  private static final int LONGEST_NAME = 255;
  private static final int MOST_EXTRAS = 10;
  private static final int DEEP = 40;

  private static final List<String> NAMES =
      List.of(
          "train",
          "Training",
          "val",
          "valid",
          "test",
          "cat",
          "-",
          "--help",
          "~",
          "...",
          "..a",
          "%2e%2e",
          "%",
          "#1",
          " ",
          "a b",
          "it's",
          "\"quoted\"",
          "back\\slash",
          "\\x0A",
          "$HOME",
          "*?:",
          "tab\there",
          "line\nbreak",
          "\r",
          "\u0001",
          "\u007F",
          "\u0085",
          "\u001B[31m",
          "\u202Egnp",
          "\u2066x\u2069",
          "\u200F",
          "\u2028",
          "\uFEFF",
          "\uD83D\uDC31",
          "ko\u0308ln",
          "k\u00F6ln",
          "\u0130",
          "__MACOSX",
          "Thumbs.db",
          ".git",
          "@eaDir",
          "lost+found",
          "Icon\r",
          "x".repeat(LONGEST_NAME),
          "\u20AC".repeat(LONGEST_NAME / 3));

  private static final List<String> EXTENSIONS =
      List.of(
          "",
          ".png",
          ".png",
          ".jpg",
          ".JPG",
          ".tiff",
          ".webp",
          ".gif",
          ".bmp",
          ".txt",
          ".heic",
          ".tar.gz",
          ".bak",
          ".png\n",
          ".\u001B[2J",
          ".\u202Egnp",
          ".",
          "~");

  private final Random random;
  private final List<byte[]> images;
  private final List<byte[]> archives;

  /** The folder to be read. */
  final Path root;

  /** A folder beside it or hidden in it, which only links lead to. */
  private final Path outside;

  private final List<Path> folders = new ArrayList<>();

  /** Folders that are read whether links lead to them or not. */
  private final List<Path> visible = new ArrayList<>();

  private final List<Path> files = new ArrayList<>();
  private final List<Path> closed = new ArrayList<>();
  private boolean entered;

  HostileTree(Path directory, long seed, List<byte[]> images, List<byte[]> archives)
      throws IOException {
    random = new Random(seed);
    this.images = images;
    this.archives = archives;
    root = Files.createDirectory(child(directory, name()));
    outside =
        Files.createDirectory(
            random.nextBoolean() ? directory.resolve("store") : root.resolve(".store"));
    for (int i = random.nextInt(3); i >= 0; i--) {
      Files.write(outside.resolve(i + ".png"), images.get(random.nextInt(images.size())));
    }
    fill();
  }

  private void fill() throws IOException {
    folders.add(root);
    visible.add(root);
    var places = new ArrayList<Path>(List.of(root));
    for (int i = random.nextInt(4); i > 0; i--) {
      places.add(folder(places.get(random.nextInt(places.size()))));
    }
    for (int i = random.nextInt(12); i > 0; i--) {
      file(places.get(random.nextInt(places.size())), images.get(random.nextInt(images.size())));
    }
    for (int i = random.nextInt(MOST_EXTRAS); i > 0; i--) {
      extra(folders.get(random.nextInt(folders.size())));
    }
    for (Path path : closed) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    }
  }

  private void extra(Path folder) throws IOException {
    switch (random.nextInt(12)) {
      case 0 -> folder(folder);
      case 1 -> {
        Path deep = folder;
        for (int i = random.nextInt(DEEP); i > 0; i--) {
          deep = folder(deep);
        }
        file(deep, content());
      }
      case 2 -> link(folder, any(files, root));
      case 3 -> link(folder, any(visible, root));
      case 4 -> link(folder, random.nextBoolean() ? root : root.getParent());
      case 5 -> link(folder, outside);
      case 6 -> link(folder, outside.resolve("0.png"));
      case 7 -> link(folder, Path.of(random.nextBoolean() ? "nothing" : "/nothing/at/all"));
      case 8 -> link(child(folder, name()));
      case 9 -> closed.add(random.nextBoolean() ? folder(folder) : file(folder, content()));
      default -> file(folder, content());
    }
  }

  private Path any(List<Path> paths, Path otherwise) {
    return paths.isEmpty() ? otherwise : paths.get(random.nextInt(paths.size()));
  }

  private byte[] content() {
    return switch (random.nextInt(6)) {
      case 0 -> new byte[0];
      case 1 -> "<html>not found</html>".getBytes(StandardCharsets.US_ASCII);
      case 2 -> archives.get(random.nextInt(archives.size()));
      case 3 -> images.get(random.nextInt(images.size()));
      default -> Mutations.of(images, random);
    };
  }

  private Path folder(Path parent) throws IOException {
    Path folder = child(parent, name());
    try {
      Files.createDirectory(folder);
    } catch (FileSystemException e) {
      // The name is taken, or the path is longer than the system allows.
      return parent;
    }
    folders.add(folder);
    if (visible.contains(parent) && !FileNames.isHidden(PathNames.of(folder))) {
      visible.add(folder);
    }
    return folder;
  }

  private Path file(Path parent, byte[] content) throws IOException {
    String extension = EXTENSIONS.get(random.nextInt(EXTENSIONS.size()));
    byte[] name = name();
    byte[] end = extension.getBytes(StandardCharsets.UTF_8);
    byte[] whole =
        Arrays.copyOf(name, Math.min(name.length, LONGEST_NAME - end.length) + end.length);
    System.arraycopy(end, 0, whole, whole.length - end.length, end.length);
    Path file = child(parent, whole);
    try {
      Files.write(file, content);
    } catch (FileSystemException e) {
      // A folder has the name, or the path is longer than the system allows.
      return any(files, root);
    }
    files.add(file);
    return file;
  }

  private void link(Path parent, Path target) throws IOException {
    Path link = child(parent, name());
    try {
      if (random.nextInt(4) == 0 && Files.isRegularFile(target)) {
        Files.createLink(link, target);
      } else {
        Files.createSymbolicLink(link, target);
      }
    } catch (FileSystemException e) {
      return; // As for files.
    }
  }

  /** A link to itself. */
  private static void link(Path link) throws IOException {
    if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      Files.createSymbolicLink(link, link);
    }
  }

  /** Up to 255 bytes, which need not be UTF-8. */
  private byte[] name() {
    if (random.nextInt(8) == 0) {
      byte[] name = new byte[1 + random.nextInt(12)];
      for (int i = 0; i < name.length; i++) {
        do {
          name[i] = (byte) random.nextInt();
        } while (name[i] == 0 || name[i] == '/' || (i == 0 && name[i] == '.'));
      }
      return name;
    }
    String name = NAMES.get(random.nextInt(NAMES.size()));
    if (random.nextInt(3) > 0) {
      name += random.nextInt(100);
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return bytes.length > LONGEST_NAME ? Arrays.copyOf(bytes, LONGEST_NAME) : bytes;
  }

  /** The path of these bytes, whatever the locale of the test. */
  static Path child(Path folder, byte[] name) {
    var encoded = new StringBuilder(folder.toUri().toString());
    if (encoded.charAt(encoded.length() - 1) != '/') {
      encoded.append('/');
    }
    for (byte b : name) {
      encoded.append(Text.of("%%%02X", b));
    }
    return Path.of(URI.create(encoded.toString()));
  }

  /** How many files there are to account for: those that links alone lead to are read once. */
  long size() throws IOException {
    entered = false;
    return size(root, false);
  }

  private long size(Path folder, boolean hidden) throws IOException {
    long size = 0;
    if (!Files.isReadable(folder)) {
      return 1;
    }
    try (var content = Files.list(folder)) {
      for (Path path : content.toList()) {
        boolean unseen = hidden || FileNames.isHidden(PathNames.of(path));
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          size += size(path, unseen);
        } else if (!unseen && !entered && isSame(path, outside)) {
          entered = true;
          size += outside.startsWith(root) ? 0 : size(outside, false);
        } else {
          size++;
        }
      }
    }
    return size;
  }

  private static boolean isSame(Path path, Path folder) throws IOException {
    return Files.isDirectory(path) && path.toRealPath().equals(folder.toRealPath());
  }

  boolean holds(Path file) throws IOException {
    Path real = file.toRealPath();
    return real.startsWith(root.toRealPath()) || real.startsWith(outside.toRealPath());
  }

  /** What a change of the folder would change. */
  Map<String, String> state() {
    var state = new TreeMap<String, String>();
    describe(root, state);
    describe(outside, state);
    return state;
  }

  private static void describe(Path path, Map<String, String> state) {
    try {
      var attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      state.put(
          path.toUri().getRawPath(),
          attributes.size() + " " + attributes.lastModifiedTime() + attributes.isDirectory());
      if (attributes.isDirectory() && Files.isReadable(path)) {
        try (var content = Files.list(path)) {
          content.forEach(inner -> describe(inner, state));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes everything deletable again. */
  void open() throws IOException {
    for (Path path : closed) {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
    }
  }
}

package org.ssl4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.ssl4j.data.FolderScan.Entry;
import org.ssl4j.data.FolderWalk.Found;
import org.ssl4j.text.Text;

/**
 * The classes of one split: the top folders of its images.
 *
 * <p>Images that lie beside class folders have no class. They are left out as long as they are
 * fewer than those in folders; otherwise the folders are no classes, and every image is used.
 */
final class ClassFolders {
  /** The folder that all images lie in, with a slash at its end; empty if there is none. */
  private final String wrapper;

  private final List<Entry> all;
  private final List<String> folders;
  private final long loose;

  private ClassFolders(String wrapper, List<Found> files) {
    this.wrapper = wrapper;
    List<Entry> entries = new ArrayList<>(files.size());
    for (Found file : files) {
      entries.add(new Entry(file.path(), file.relative(), folder(file.relative())));
    }
    all = List.copyOf(entries);
    loose = all.stream().filter(entry -> entry.folder().isEmpty()).count();
    var names = new TreeSet<String>();
    all.forEach(entry -> names.add(entry.folder()));
    names.remove("");
    folders = List.copyOf(names);
  }

  static ClassFolders of(List<Found> files) {
    return new ClassFolders(wrapper(files), files);
  }

  /** The classes of other files that lie as these do. */
  ClassFolders like(List<Found> files) {
    boolean wrapped = files.stream().allMatch(file -> file.relative().startsWith(wrapper));
    return new ClassFolders(wrapped ? wrapper : "", files);
  }

  /** Passes through folders that hold everything. */
  private static String wrapper(List<Found> files) {
    String wrapper = "";
    while (true) {
      String first = files.get(0).relative();
      int slash = first.indexOf('/', wrapper.length());
      if (slash < 0) {
        return wrapper;
      }
      String longer = first.substring(0, slash + 1);
      if (!files.stream().allMatch(file -> file.relative().startsWith(longer))) {
        return wrapper;
      }
      wrapper = longer;
    }
  }

  private String folder(String relative) {
    int slash = relative.indexOf('/', wrapper.length());
    return slash < 0 ? "" : FolderScan.className(relative.substring(wrapper.length(), slash));
  }

  /** Whether at least one image lies in a class folder, and more than lie beside them. */
  boolean hasClasses() {
    return !folders.isEmpty() && 2 * loose < all.size();
  }

  /** Every folder. */
  List<String> folders() {
    return folders;
  }

  /** The classes, sorted; empty when the images are unlabelled. */
  List<String> names() {
    return folders.size() > 1 && hasClasses() ? folders : List.of();
  }

  /** The images to use, by these classes. */
  List<Entry> entries(FileAccount account) {
    return names().isEmpty() ? all : labelled(account);
  }

  /** The images that lie in folders. */
  List<Entry> labelled(FileAccount account) {
    List<Entry> labelled = new ArrayList<>(all.size());
    for (Entry entry : all) {
      if (entry.folder().isEmpty()) {
        account.add(Leftover.OUTSIDE_CLASSES, entry.relative());
      } else {
        labelled.add(entry);
      }
    }
    return labelled;
  }

  List<Entry> unlabelled() {
    return all;
  }

  /** What is to be said about them; {@code where} is the split's folder or empty. */
  List<String> notes(String where) {
    if (!names().isEmpty()) {
      return wrapper.isEmpty()
          ? List.of()
          : List.of(
              Text.of("the classes are the folders in %s%s", where, PathNames.printable(wrapper)));
    }
    if (folders.size() > 1) {
      return List.of(
          Text.of(
              "no image counts as labelled, because %d of %d images lie outside of the class folders",
              loose, all.size()));
    }
    return List.of();
  }
}

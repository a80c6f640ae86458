package org.ssl4j.data;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The first images of a set: what a limit leaves of a source that has not limited itself. */
final class FirstImages implements ImageSet {
  private final ImageSet all;
  private final int size;
  private volatile String fingerprint;

  FirstImages(ImageSet all, int size) {
    this.all = all;
    this.size = size;
  }

  @Override
  public String name() {
    return all.name();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int height() {
    return all.height();
  }

  @Override
  public int width() {
    return all.width();
  }

  @Override
  public int label(int index) {
    return all.label(Objects.checkIndex(index, size));
  }

  @Override
  public List<String> classNames() {
    return all.classNames();
  }

  @Override
  public Optional<String> imageName(int index) {
    return all.imageName(Objects.checkIndex(index, size));
  }

  @Override
  public void read(int index, byte[] target, int offset) {
    all.read(Objects.checkIndex(index, size), target, offset);
  }

  /** The others stay in memory as well. */
  @Override
  public long bytesInMemory() {
    return all.bytesInMemory();
  }

  @Override
  public String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      known = Fingerprints.of(this);
      fingerprint = known;
    }
    return known;
  }
}

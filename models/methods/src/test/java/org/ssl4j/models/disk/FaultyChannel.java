package org.ssl4j.models.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** An open file whose writes may be refused after half of the bytes, as a full disk does. */
final class FaultyChannel extends FileChannel {

  private final FileChannel real;
  private final Path path;
  private final Disk disk;

  FaultyChannel(FileChannel real, Path path, Disk disk) {
    this.real = real;
    this.path = path;
    this.disk = disk;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (disk.refusesNext() && source.remaining() > 1) {
      var half = source.duplicate();
      half.limit(half.position() + half.remaining() / 2);
      real.write(half);
    }
    disk.change("write", path);
    return real.write(source);
  }

  @Override
  public void force(boolean metadata) throws IOException {
    disk.change("force", path);
    real.force(metadata);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    disk.change("truncate", path);
    real.truncate(size);
    return this;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return real.read(target);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    real.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return real.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return real.read(target, position);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}

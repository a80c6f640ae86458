package org.ssl4j.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.error.DataException;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * Downloads an archive over HTTP into a {@code .part} file that an interrupted run leaves behind
 * and the next continues with a Range request.
 *
 * <p>No server's word is trusted: one that ignores Range starts the file anew, one that refuses it
 * (416) has the part checked, and a part whose continuation fails the MD5 is downloaded once more
 * from the start. The part is locked, so two processes never write the same one.
 */
final class ArchiveDownload {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveDownload.class);
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int CONNECT_TIMEOUT_MILLIS = 20_000;
  private static final int READ_TIMEOUT_MILLIS = 30_000;

  /** A server that always breaks off at another byte would otherwise be asked for ever. */
  private static final int MAX_REQUESTS = 20;

  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final ArchiveSource source;
  private final Progress progress;

  ArchiveDownload(ArchiveSource source, Progress progress) {
    this.source = source;
    this.progress = progress;
  }

  /** Downloads, checks and renames to {@code root/fileName}. */
  void download(Path root) throws IOException {
    Path part = root.resolve(source.fileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel, part);
      boolean resumed = channel.size() > 0;
      receiveAll(channel, root);
      String md5 = md5(channel, part);
      if (resumed && !md5.equals(source.md5())) {
        LOG.warn("{} is not a part of the published file; downloading from the start", part);
        channel.truncate(0);
        receiveAll(channel, root);
        md5 = md5(channel, part);
      }
      if (!md5.equals(source.md5())) {
        channel.truncate(0);
        throw new DataException(
            Text.of(
                "the file at %s has the MD5 %s instead of the published %s, so it was discarded; try again, and if the MD5 stays wrong, %s.",
                source.uri(), md5, source.md5(), source.byHand(root)));
      }
    }
    Files.move(part, root.resolve(source.fileName()), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Holds the part until the channel is closed. */
  private static void lock(FileChannel channel, Path part) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw beingWritten(part, null);
      }
    } catch (OverlappingFileLockException e) {
      throw beingWritten(part, e);
    }
  }

  private static DataException beingWritten(Path part, Throwable cause) {
    return new DataException(
        Text.of(
            "another process is downloading %s; wait until it has finished and run again.",
            part.toAbsolutePath()),
        cause);
  }

  private String md5(FileChannel channel, Path part) throws IOException {
    channel.force(false);
    return ArchiveFetcher.md5(part, progress);
  }

  /** Requests until the file is whole, as long as every request changes what is there. */
  private void receiveAll(FileChannel channel, Path root) throws IOException {
    for (int request = 1; ; request++) {
      long before = channel.size();
      try {
        receive(channel, root);
        return;
      } catch (TransferException e) {
        if (channel.size() == before || request == MAX_REQUESTS) {
          throw new DataException(
              Text.of(
                  "%s could not be downloaded (%s, after %d bytes); run again to continue, or %s.",
                  source.uri(), e.getMessage(), channel.size(), source.byHand(root)),
              e);
        }
        LOG.info("download of {} broke off ({}), continuing", source.uri(), e.getMessage());
      }
    }
  }

  /** One request, from the end of what is there. */
  private void receive(FileChannel channel, Path root) throws IOException {
    long have = channel.size();
    HttpURLConnection connection = connect(have);
    try {
      int status = status(connection);
      switch (status) {
        case HttpURLConnection.HTTP_OK -> {
          channel.truncate(0);
          copy(connection, channel, 0);
        }
        case HttpURLConnection.HTTP_PARTIAL -> {
          long start = rangeStart(connection);
          if (start != have) {
            channel.truncate(0);
            throw new TransferException("the server continued at the wrong byte", null);
          }
          copy(connection, channel, have);
        }
        case RANGE_NOT_SATISFIABLE -> {
          // The part is as long as the file or longer; the MD5 tells which.
          LOG.info("{} has no data after byte {}", source.uri(), have);
        }
        default ->
            throw new DataException(
                Text.of(
                    "%s answered with HTTP status %d instead of the file; try again later, or %s.",
                    source.uri(), status, source.byHand(root)));
      }
    } finally {
      connection.disconnect();
    }
  }

  private HttpURLConnection connect(long have) throws IOException {
    URLConnection opened = source.uri().toURL().openConnection();
    if (!(opened instanceof HttpURLConnection connection)) {
      throw new DataException(Text.of("%s is not an HTTP address.", source.uri()));
    }
    connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    connection.setReadTimeout(READ_TIMEOUT_MILLIS);
    // A compressed transfer would make byte ranges meaningless.
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (have > 0) {
      connection.setRequestProperty("Range", "bytes=" + have + "-");
    }
    return connection;
  }

  private static int status(HttpURLConnection connection) throws TransferException {
    try {
      return connection.getResponseCode();
    } catch (IOException e) {
      throw new TransferException("no answer, " + reason(e), e);
    }
  }

  /** First byte of a "Content-Range: bytes 5-9/10" header; -1 when absent or malformed. */
  private static long rangeStart(HttpURLConnection connection) {
    String range = connection.getHeaderField("Content-Range");
    if (range == null || !range.matches("bytes \\d{1,18}-.*")) {
      return -1;
    }
    return Long.parseLong(range.substring("bytes ".length(), range.indexOf('-')));
  }

  private void copy(HttpURLConnection connection, FileChannel channel, long have)
      throws IOException {
    long length = connection.getContentLengthLong();
    long total = length < 0 ? -1 : have + length;
    if (total > source.maxDownloadBytes()) {
      throw tooLarge();
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = have;
    channel.position(have);
    try (Progress.Task task = progress.start(source.fileName(), total, Progress.Unit.BYTES);
        InputStream in = body(connection)) {
      task.advanceTo(done);
      for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
        StopPoint.check();
        write(channel, ByteBuffer.wrap(buffer, 0, n));
        done += n;
        if (done > source.maxDownloadBytes()) {
          throw tooLarge();
        }
        task.advanceTo(done);
      }
    }
    if (done < total) {
      throw new TransferException("the connection ended early", new EOFException());
    }
  }

  private DataException tooLarge() {
    return new DataException(
        Text.of(
            "%s offers more than %d bytes, which cannot be the published archive; check the address.",
            source.uri(), source.maxDownloadBytes()));
  }

  private static InputStream body(HttpURLConnection connection) throws TransferException {
    try {
      return connection.getInputStream();
    } catch (IOException e) {
      throw new TransferException(reason(e), e);
    }
  }

  private static int read(InputStream in, byte[] buffer) throws TransferException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new TransferException(reason(e), e);
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Kind and text, because the text of many network exceptions is only a host's name. */
  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + ": " + message;
  }

  /** The network failed, as opposed to the disk: worth continuing. */
  private static final class TransferException extends IOException {
    private static final long serialVersionUID = 1L;

    TransferException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}

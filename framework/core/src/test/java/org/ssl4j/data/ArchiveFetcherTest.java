package org.ssl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/** Downloads from a loopback server that misbehaves in the ways real ones do. */
@Timeout(30)
class ArchiveFetcherTest {
  private static final String NAME = "set.tar.gz";
  private static final String FOLDER = "set";
  private static final byte[] CONTENT = noise(60_000);

  @TempDir private Path directory;
  private Path root;
  private HttpServer server;
  private final List<String> ranges = new ArrayList<>();

  /** What the server does with the n-th request (from 0). */
  @FunctionalInterface
  private interface Answer {
    void to(HttpExchange exchange, int request) throws IOException;
  }

  @BeforeEach
  void prepare() {
    root = directory.resolve("data");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void givenAServer_whenFetched_thenTheFolderIsThereAndNothingElse() throws IOException {
    byte[] archive = archive();
    var source = serve(archive, whole(archive));
    List<Long> progress = new ArrayList<>();
    Path folder = new ArchiveFetcher(source, recording(progress)).fetch(root);
    assertThat(folder.resolve("a.bin")).hasBinaryContent(CONTENT);
    assertThat(root.toFile().list()).containsExactly(FOLDER);
    assertThat(progress).contains((long) archive.length);
    assertThat(new ArchiveFetcher(source, Progress.NONE).fetch(root)).isEqualTo(folder);
    assertThat(ranges).hasSize(1);
  }

  @Test
  void givenAnInterruptedDownload_whenFetched_thenItContinuesWhereItStopped() throws IOException {
    byte[] archive = archive();
    var source =
        serve(
            archive,
            (exchange, request) -> {
              if (request == 0) {
                exchange.sendResponseHeaders(200, archive.length);
                exchange.getResponseBody().write(archive, 0, 20_000);
                exchange.getResponseBody().flush();
                throw new IOException("cable pulled");
              }
              partial(exchange, archive, from(exchange));
            });
    Path folder = new ArchiveFetcher(source, Progress.NONE).fetch(root);
    assertThat(folder.resolve("a.bin")).hasBinaryContent(CONTENT);
    assertThat(ranges).hasSize(2);
    assertThat(ranges.get(1)).matches("bytes=[1-9]\\d*-");
  }

  @Test
  void givenAPartOfAnEarlierRun_whenFetched_thenOnlyTheRestIsAskedFor() throws IOException {
    byte[] archive = archive();
    part(Arrays.copyOf(archive, 12_345));
    var source = serve(archive, (exchange, request) -> partial(exchange, archive, from(exchange)));
    new ArchiveFetcher(source, Progress.NONE).fetch(root);
    assertThat(ranges).containsExactly("bytes=12345-");
  }

  @Test
  void givenAServerThatIgnoresRanges_whenFetched_thenTheFileIsWrittenAnew() throws IOException {
    byte[] archive = archive();
    part(noise(5_000));
    Path folder = new ArchiveFetcher(serve(archive, whole(archive)), Progress.NONE).fetch(root);
    assertThat(folder.resolve("a.bin")).hasBinaryContent(CONTENT);
  }

  @Test
  void givenAPartOfAnotherFile_whenFetched_thenItIsDownloadedOnceMore() throws IOException {
    byte[] archive = archive();
    part(noise(5_000));
    var source =
        serve(
            archive,
            (exchange, request) -> {
              if (request == 0) {
                partial(exchange, archive, from(exchange));
              } else {
                whole(archive).to(exchange, request);
              }
            });
    Path folder = new ArchiveFetcher(source, Progress.NONE).fetch(root);
    assertThat(folder.resolve("a.bin")).hasBinaryContent(CONTENT);
    assertThat(ranges).containsExactly("bytes=5000-", "none");
  }

  @Test
  void givenAPartThatIsWhole_whenTheServerAnswers416_thenItIsCheckedAndUsed() throws IOException {
    byte[] archive = archive();
    part(archive);
    var source = serve(archive, (exchange, request) -> exchange.sendResponseHeaders(416, -1));
    Path folder = new ArchiveFetcher(source, Progress.NONE).fetch(root);
    assertThat(folder.resolve("a.bin")).hasBinaryContent(CONTENT);
  }

  @Test
  void givenAContinuationAtTheWrongByte_whenFetched_thenItStartsAnew() throws IOException {
    byte[] archive = archive();
    part(Arrays.copyOf(archive, 1_000));
    var source =
        serve(
            archive,
            (exchange, request) -> {
              if (request == 0) {
                partial(exchange, archive, 500);
              } else {
                whole(archive).to(exchange, request);
              }
            });
    Path folder = new ArchiveFetcher(source, Progress.NONE).fetch(root);
    assertThat(folder.resolve("a.bin")).hasBinaryContent(CONTENT);
  }

  @Test
  void givenAWrongFile_whenFetched_thenBothSumsAreNamedAndNothingStays() throws IOException {
    byte[] archive = archive();
    var source = serve(archive, whole(noise(3_000)));
    assertThatThrownBy(() -> new ArchiveFetcher(source, Progress.NONE).fetch(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(md5(noise(3_000)))
        .hasMessageContaining(md5(archive))
        .hasMessageContaining("by hand");
    assertThat(root.resolve(FOLDER)).doesNotExist();
    assertThat(root.resolve(NAME + ".part")).isEmptyFile();
  }

  @Test
  void givenAnErrorOfTheServer_whenFetched_thenItsCodeAndTheWayByHandAreTold() throws IOException {
    for (int code : new int[] {404, 500}) {
      var source = serve(archive(), (exchange, request) -> exchange.sendResponseHeaders(code, -1));
      assertThatThrownBy(() -> new ArchiveFetcher(source, Progress.NONE).fetch(root))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("answered with HTTP status " + code)
          .hasMessageContaining("put " + NAME)
          .hasMessageContaining(root.toString());
      server.stop(0);
    }
  }

  @Test
  void givenNoNetwork_whenFetched_thenTheWayByHandIsTold() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var source = source(URI.create("http://127.0.0.1:" + port + "/" + NAME), "0");
    assertThatThrownBy(() -> new ArchiveFetcher(source, Progress.NONE).fetch(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("could not be downloaded (no answer")
        .hasMessageContaining("put " + NAME);
  }

  @Test
  void givenAServerThatAlwaysBreaksOff_whenFetched_thenItGivesUp() throws IOException {
    byte[] archive = archive();
    var source =
        serve(
            archive,
            (exchange, request) -> {
              exchange.sendResponseHeaders(200, archive.length);
              exchange.getResponseBody().write(archive, 0, 8_192);
              exchange.getResponseBody().flush();
              throw new IOException("cable pulled");
            });
    assertThatThrownBy(() -> new ArchiveFetcher(source, Progress.NONE).fetch(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("run again to continue");
  }

  @Test
  void givenAnArchivePlacedByHand_whenFetched_thenItIsUnpackedAndKept() throws IOException {
    byte[] archive = archive();
    Files.createDirectories(root);
    Files.write(root.resolve(NAME), archive);
    var source = source(URI.create("http://127.0.0.1:1/" + NAME), md5(archive));
    Path folder = new ArchiveFetcher(source, Progress.NONE).fetch(root);
    assertThat(folder.resolve("a.bin")).hasBinaryContent(CONTENT);
    assertThat(root.resolve(NAME)).exists();
  }

  @Test
  void givenAWrongArchivePlacedByHand_whenFetched_thenItIsNamedAndKept() throws IOException {
    Files.createDirectories(root);
    Files.write(root.resolve(NAME), noise(10));
    var source = source(URI.create("http://127.0.0.1:1/" + NAME), md5(archive()));
    assertThatThrownBy(() -> new ArchiveFetcher(source, Progress.NONE).fetch(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(root.resolve(NAME).toString())
        .hasMessageContaining("is not the published archive");
    assertThat(root.resolve(NAME)).exists();
  }

  @Test
  void givenAFileInPlaceOfTheDirectory_whenFetched_thenItIsNamed() throws IOException {
    Files.writeString(root, "a file");
    var source = source(URI.create("http://127.0.0.1:1/" + NAME), "0");
    assertThatThrownBy(() -> new ArchiveFetcher(source, Progress.NONE).fetch(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(root.toString())
        .hasMessageContaining("SSL4J_DATA");
  }

  @Test
  void givenAnotherProcessAtWork_whenFetched_thenItIsTold() throws IOException {
    Files.createDirectories(root);
    try (FileChannel other =
        FileChannel.open(
            root.resolve(NAME + ".part"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(other.lock().isValid()).isTrue();
      var source = source(URI.create("http://127.0.0.1:1/" + NAME), "0");
      assertThatThrownBy(() -> new ArchiveFetcher(source, Progress.NONE).fetch(root))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("another process is downloading");
    }
  }

  @Test
  void givenAHostileArchive_whenUnpacked_thenTheEntryIsNamedAndNothingIsLeft() throws IOException {
    var link = new TarArchiveEntry("set/link", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");
    refused(tar(link, new byte[0]), "neither a plain file nor a folder");
    refused(tar(entry("set/../../evil", 3), new byte[3]), "outside");
    refused(tar(entry("other/a", 3), new byte[3]), "holds no folder set");
    refused(tar(entry("set/huge", 300_000), new byte[300_000]), "more content");
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  private void refused(byte[] archive, String why) throws IOException {
    Files.createDirectories(root);
    Files.write(root.resolve(NAME), archive);
    var source = source(URI.create("http://127.0.0.1:1/" + NAME), md5(archive));
    assertThatThrownBy(() -> new ArchiveFetcher(source, Progress.NONE).fetch(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(why);
    assertThat(root.toFile().list()).containsExactly(NAME);
  }

  private ArchiveSource serve(byte[] published, Answer answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add(range == null ? "none" : range);
          try (exchange) {
            answer.to(exchange, ranges.size() - 1);
          }
        });
    server.start();
    return source(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + NAME),
        md5(published));
  }

  private static ArchiveSource source(URI uri, String md5) {
    return new ArchiveSource(uri, md5, NAME, FOLDER, 1_000_000, 200_000);
  }

  private static Answer whole(byte[] bytes) {
    return (exchange, request) -> {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  private static int from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
  }

  private static void partial(HttpExchange exchange, byte[] bytes, int from) throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Range", Text.of("bytes %d-%d/%d", from, bytes.length - 1, bytes.length));
    exchange.sendResponseHeaders(206, bytes.length - from);
    exchange.getResponseBody().write(bytes, from, bytes.length - from);
  }

  private void part(byte[] bytes) throws IOException {
    Files.createDirectories(root);
    Files.write(root.resolve(NAME + ".part"), bytes);
  }

  private static byte[] archive() throws IOException {
    return tar(entry("set/a.bin", CONTENT.length), CONTENT);
  }

  private static TarArchiveEntry entry(String name, int size) {
    var entry = new TarArchiveEntry(name);
    entry.setSize(size);
    return entry;
  }

  private static byte[] tar(TarArchiveEntry entry, byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Progress recording(List<Long> done) {
    return (name, total, unit) ->
        new Progress.Task() {
          @Override
          public void advanceTo(long now) {
            done.add(now);
          }

          @Override
          public void close() {}
        };
  }
}

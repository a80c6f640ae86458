package org.ssl4j.data;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the image libraries print away from the terminal.
 *
 * <p>libjpeg, libpng and OpenCV write a line to the process's standard error for each file they
 * find odd, through C and not through Java, and a folder of photographs from the web has thousands.
 * While an image is decoded, standard error is a pipe; a thread reads it, logs the first lines that
 * are such messages, counts them, and passes everything else on at once.
 */
final class LibraryMessages {
  private static final Logger LOG = LoggerFactory.getLogger(LibraryMessages.class);

  private static final int STANDARD_ERROR = 2;
  private static final int LOGGED = 20;
  private static final int DRAIN_MILLIS = 1000;
  private static final String MARK = "\u0001ssl4j-mark\n";

  /** How the messages of libjpeg, libpng, libtiff, Jasper and OpenCV begin. */
  private static final List<String> BEGINNINGS =
      List.of(
          "libpng ",
          "Corrupt JPEG data",
          "Premature end of JPEG",
          "Inconsistent progression sequence",
          "Invalid SOS parameters",
          "Unsupported marker type",
          "Unknown Adobe color transform",
          "Warning: unknown JFIF",
          "Application transferred",
          "TIFF",
          "imdecode_(",
          "imread_(",
          "OpenCV",
          "[ WARN:",
          "[ERROR:",
          "[ INFO:");

  private static LibraryMessages instance;
  private static boolean unavailable;

  private final int terminal;
  private final int pipe;
  private final Sieve sieve = new Sieve();
  private int users;
  private long marksWanted;
  private long marksSeen;
  private long count;
  private String example;

  /** Ends the keeping. */
  interface Keeping extends AutoCloseable {
    @Override
    void close();
  }

  private LibraryMessages(int terminal, int from, int pipe) {
    this.terminal = terminal;
    this.pipe = pipe;
    var reader = new Thread(() -> read(from), "ssl4j-messages");
    reader.setDaemon(true);
    reader.start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "ssl4j-messages-end"));
  }

  /** Until closed, what image libraries print is kept; may be nested and used by many threads. */
  static Keeping keep() {
    LibraryMessages messages = instance();
    if (messages == null) {
      return () -> {};
    }
    messages.enter();
    return messages::leave;
  }

  /** How many messages there were in this process so far; waits for those on their way. */
  static long count() {
    LibraryMessages messages = instance();
    return messages == null ? 0 : messages.drained();
  }

  /**
   * One message of this process, null if there was none: of all the first in alphabetical order,
   * which does not depend on the order of threads.
   */
  static String example() {
    LibraryMessages messages = instance();
    if (messages == null) {
      return null;
    }
    synchronized (messages) {
      return messages.example;
    }
  }

  private static LibraryMessages instance() {
    synchronized (LibraryMessages.class) {
      if (instance == null && !unavailable) {
        instance = open();
        unavailable = instance == null;
      }
      return instance;
    }
  }

  private static LibraryMessages open() {
    if (Platform.isWindows()) {
      return null;
    }
    try {
      int[] ends = new int[2];
      int terminal = call("dup", STANDARD_ERROR);
      if (terminal < 0 || call("pipe", (Object) ends) != 0) {
        return null;
      }
      return new LibraryMessages(terminal, ends[0], ends[1]);
    } catch (UnsatisfiedLinkError e) {
      LOG.info(
          "the messages of the image libraries cannot be redirected and appear in the terminal: {}",
          e.getMessage());
      return null;
    }
  }

  private static int call(String function, Object... arguments) {
    return Function.getFunction(Platform.C_LIBRARY_NAME, function).invokeInt(arguments);
  }

  private synchronized void enter() {
    if (users == 0) {
      call("dup2", pipe, STANDARD_ERROR);
    }
    users++;
  }

  private synchronized void leave() {
    users--;
    if (users == 0) {
      call("dup2", terminal, STANDARD_ERROR);
    }
  }

  private synchronized long drained() {
    drain();
    return count;
  }

  /** Waits until the reader has met a mark that is written behind everything else. */
  private void drain() {
    long wanted = ++marksWanted;
    write(pipe, MARK.getBytes(StandardCharsets.US_ASCII));
    long end = System.nanoTime() + DRAIN_MILLIS * 1_000_000L;
    try {
      while (marksSeen < wanted && System.nanoTime() < end) {
        wait(DRAIN_MILLIS / 10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void end() {
    call("dup2", terminal, STANDARD_ERROR);
    users = Integer.MAX_VALUE / 2;
    drain();
  }

  private void read(int from) {
    byte[] bytes = new byte[4096];
    while (true) {
      int length = call("read", from, bytes, bytes.length);
      if (length > 0) {
        take(bytes, length);
      } else if (length == 0) {
        return;
      }
    }
  }

  private void take(byte[] bytes, int length) {
    byte[] others = sieve.pass(bytes, length);
    if (others.length > 0) {
      write(terminal, others);
    }
    synchronized (this) {
      while (!sieve.kept.isEmpty()) {
        String line = sieve.kept.removeFirst();
        if (line.equals(MARK.strip())) {
          marksSeen++;
        } else {
          message(line);
        }
      }
      notifyAll();
    }
  }

  private void message(String line) {
    count++;
    if (count <= LOGGED) {
      LOG.info("image library: {}", line);
    }
    example = example == null || line.compareTo(example) < 0 ? line : example;
  }

  private static void write(int target, byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      byte[] rest = Arrays.copyOfRange(bytes, done, bytes.length);
      int written = call("write", target, rest, rest.length);
      if (written < 0) {
        return;
      }
      done += written;
    }
  }

  /** Parts a stream of bytes into the lines that are kept and everything else. */
  static final class Sieve {
    private final ArrayDeque<String> kept = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean passing;
    private boolean afterKept;

    /** What is none of the libraries' messages, in its order. */
    byte[] pass(byte[] bytes, int length) {
      var others = new ByteArrayOutputStream();
      for (int i = 0; i < length; i++) {
        boolean end = bytes[i] == '\n' || bytes[i] == '\r';
        if (passing) {
          others.write(bytes[i]);
          passing = !end;
          continue;
        }
        if (end) {
          endOfLine(others, bytes[i]);
          continue;
        }
        line.write(bytes[i]);
        if (!mayBeMessage()) {
          others.writeBytes(line.toByteArray());
          line.reset();
          passing = true;
          afterKept = false;
        }
      }
      return others.toByteArray();
    }

    List<String> kept() {
      return List.copyOf(kept);
    }

    private void endOfLine(ByteArrayOutputStream others, byte end) {
      String text = line.toString(StandardCharsets.ISO_8859_1);
      line.reset();
      if (isMessage(text)) {
        kept.addLast(text);
        afterKept = true;
        return;
      }
      // libpng writes a message and its end of line apart, so two threads' ends may follow.
      if (!text.isEmpty() || !afterKept) {
        others.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        others.write(end);
        afterKept = false;
      }
    }

    private boolean mayBeMessage() {
      String text = line.toString(StandardCharsets.ISO_8859_1);
      return isMessage(text)
          || MARK.startsWith(text)
          || BEGINNINGS.stream().anyMatch(beginning -> beginning.startsWith(text));
    }

    private static boolean isMessage(String text) {
      return text.equals(MARK.strip()) || BEGINNINGS.stream().anyMatch(text::startsWith);
    }
  }
}

package org.ssl4j.stop;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Where long work may end early. Loops that take seconds call {@link #check} from the thread that
 * started them; it throws when that thread's work has been asked to stop and had a moment to come
 * to an end by itself.
 *
 * <p>Bound to a thread and not handed through every call, because the need for it lies at the
 * bottom (a layer, a block of a product, a decoded file) and the knowledge at the top. Thread
 * interruption would do the same, but closes the channel of whatever file is being written.
 */
public final class StopPoint {

  /**
   * What is about to end anyway is not cut off: a short step, a small measurement. Five seconds
   * after a signal everything has to be over, with the longest piece of work between two checks and
   * the writing of a checkpoint.
   */
  private static final long GRACE_NANOS = 500_000_000L;

  private static final ThreadLocal<StopPoint> CURRENT = new ThreadLocal<>();

  private final BooleanSupplier requested;
  private final long grace;
  private boolean noticed;
  private long since;

  private StopPoint(BooleanSupplier requested, long grace) {
    this.requested = requested;
    this.grace = grace;
  }

  /** Work was cut off because it was asked to stop. */
  public static final class Stopped extends CancellationException {
    private static final long serialVersionUID = 1L;

    private Stopped() {
      super("stopped on request");
    }
  }

  /** Ends with the work. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Lets the work of this thread be stopped until the scope is closed.
   *
   * @param requested whether it should end
   */
  public static Scope during(BooleanSupplier requested) {
    return during(requested, GRACE_NANOS);
  }

  static Scope during(BooleanSupplier requested, long graceNanos) {
    var outer = CURRENT.get();
    CURRENT.set(new StopPoint(requested, graceNanos));
    return () -> CURRENT.set(outer);
  }

  /**
   * Ends the work if it should have ended by now.
   *
   * @throws Stopped to be caught by whoever opened the scope
   */
  public static void check() {
    var current = CURRENT.get();
    if (current != null && current.due()) {
      throw new Stopped();
    }
  }

  private boolean due() {
    if (!requested.getAsBoolean()) {
      return false;
    }
    if (!noticed) {
      noticed = true;
      since = System.nanoTime();
    }
    return System.nanoTime() - since >= grace;
  }
}

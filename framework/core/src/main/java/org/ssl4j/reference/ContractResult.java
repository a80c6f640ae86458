package org.ssl4j.reference;

import java.util.Optional;
import org.ssl4j.text.Text;

/**
 * How one {@link ContractCheck} went.
 *
 * @param name of the check
 * @param error the largest, relative to the largest entry of what was compared; infinite if a duty
 *     was not fulfilled at all
 * @param tolerance the largest that is allowed
 * @param where which quantity has that error
 * @param failure what the engine threw instead of an answer
 */
public record ContractResult(
    String name, double error, double tolerance, String where, Optional<RuntimeException> failure) {

  /** Whether the engine may be used, as far as this check knows. */
  public boolean passed() {
    return error <= tolerance;
  }

  /** One line for people. */
  @Override
  public String toString() {
    return Text.of(
        "%s %s: error %.1e, allowed %.1e (%s)",
        passed() ? "ok    " : "FAILED", name, error, tolerance, where);
  }
}

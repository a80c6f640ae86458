package org.ssl4j.network;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.DeviceKind;
import org.ssl4j.matrix.Precision;
import org.ssl4j.plugin.Provider;
import org.ssl4j.text.Text;

/** Makes an engine known; found through {@link java.util.ServiceLoader}. */
public interface EngineProvider extends Provider {

  /** Name in {@code engine}. */
  @Override
  String name();

  /** One sentence: what it runs on. */
  @Override
  String summary();

  /**
   * How much {@code engine: auto} prefers it: of those that work here the one with the largest
   * number is taken. Below 0 it is never taken without being named.
   */
  int preference();

  /** What it computes on: {@code CPU} or {@code GPU}. */
  default DeviceKind device() {
    return DeviceKind.CPU;
  }

  /** Whether its networks can have parameters of that precision at all. */
  boolean supports(Precision precision);

  /** In which numbers it can compute a pass, on the machines that have what it takes. */
  default List<Arithmetic> arithmetics() {
    return List.of(Arithmetic.FLOAT32);
  }

  /**
   * Why it cannot compute in these numbers on this machine, in one clause whose subject is the
   * engine or the machine; empty if it can. Asked only of an engine that is not {@link
   * #unavailable}.
   */
  default Optional<String> refusal(Arithmetic arithmetic) {
    if (arithmetics().contains(arithmetic)) {
      return Optional.empty();
    }
    return Optional.of(
        arithmetic == Arithmetic.TF32 && device() == DeviceKind.CPU
            ? "tf32 is for GPUs and it computes on the CPU"
            : Text.of("it computes in %s only", words()));
  }

  /** Why it cannot be used on this machine, in one clause; empty if it can. */
  Optional<String> unavailable();

  /** What is special here, in a few words, such as the processor's instructions; may be empty. */
  default String detail() {
    return "";
  }

  /** DeviceKind and numbers. */
  @Override
  default String note() {
    return Text.of("%s: %s", device().word(), words());
  }

  private String words() {
    return arithmetics().stream().map(Arithmetic::word).collect(Collectors.joining(", "));
  }

  /**
   * Opens it.
   *
   * @throws org.ssl4j.config.InvalidSettingException if it cannot do so
   */
  Engine open(EngineSettings settings);
}

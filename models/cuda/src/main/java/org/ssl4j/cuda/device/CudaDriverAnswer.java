package org.ssl4j.cuda.device;

import java.util.List;
import java.util.Optional;

/**
 * What NVIDIA's driver says.
 *
 * @param problem why there is no answer, in one clause; empty if there is one
 * @param version of CUDA that the driver knows, 1000 major + 10 minor; 0 without an answer
 * @param cards those that it shows this process
 */
public record CudaDriverAnswer(Optional<String> problem, int version, List<CudaCard> cards) {

  public CudaDriverAnswer {
    cards = List.copyOf(cards);
  }

  static CudaDriverAnswer none(String problem) {
    return new CudaDriverAnswer(Optional.of(problem), 0, List.of());
  }

  /** The version for people, such as {@code 13.0}. */
  public String versionText() {
    return version / 1000 + "." + version % 1000 / 10;
  }
}

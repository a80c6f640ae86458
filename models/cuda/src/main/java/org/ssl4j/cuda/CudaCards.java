package org.ssl4j.cuda;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ssl4j.cuda.device.CudaMachine;
import org.ssl4j.network.CardInspection;
import org.ssl4j.text.Text;

/** Says what a machine has for the engine {@code cuda}. */
public final class CudaCards implements CardInspection {
  private final CudaMachine machine;

  /** Of this machine. */
  public CudaCards() {
    this(CudaMachine.here());
  }

  CudaCards(CudaMachine machine) {
    this.machine = machine;
  }

  @Override
  public Findings inspect() {
    List<String> lines = new ArrayList<>();
    var driver = machine.driver();
    lines.add(
        "driver: "
            + driver.problem().orElseGet(() -> Text.of("knows CUDA %s", driver.versionText())));
    for (var card : driver.cards()) {
      lines.add(
          Text.of(
              "card %d: %s%s",
              card.number(),
              card.description(),
              card.isNewEnough()
                  ? "; the engine cuda has not been run on this card model"
                  : ", too old: 7.5 is the least"));
    }
    machine
        .libraries()
        .forEach(
            (library, path) ->
                lines.add(
                    Text.of(
                        "%s: %s", library.label(), path.map(Path::toString).orElse("not found"))));
    machine.missingLibraries().ifPresent(lines::add);
    return new Findings(lines, machine.unavailable());
  }

  @Override
  public String engine(boolean emulated) {
    return emulated ? CudaEmulatedProvider.NAME : CudaEngineProvider.NAME;
  }
}

package org.ssl4j.reference;

import java.util.ArrayList;
import java.util.List;
import org.ssl4j.network.Engine;

/**
 * Compares an engine with the reference engine: every operation in several shapes, whole networks,
 * several open passes, update rules, states.
 *
 * <p>Errors are relative to the largest entry of what is compared. ReLU and maximum have turning
 * points, where the smallest rounding error sends the gradient another way. A tolerance wide enough
 * for that would hide real errors, so inputs are drawn until every decision of the reference engine
 * has a lead of at least ten times the rounding error of an engine in float.
 *
 * <p>A tolerance of 1e-4 suits an engine in float, one of 1e-9 an engine in double.
 */
public final class EngineContract {
  private final Engine engine;
  private final double tolerance;

  /**
   * @param engine under examination; not closed
   * @param tolerance largest relative error allowed
   */
  public EngineContract(Engine engine, double tolerance) {
    this.engine = engine;
    this.tolerance = tolerance;
  }

  /** All checks; each is made when it is {@link ContractCheck#run}. */
  public List<ContractCheck> checks() {
    List<ContractCheck> checks = new ArrayList<>();
    checks.addAll(StateChecks.of(engine, tolerance));
    checks.addAll(OperationChecks.of(engine, tolerance));
    checks.addAll(NetChecks.of(engine, tolerance));
    checks.addAll(PassChecks.of(engine, tolerance));
    checks.addAll(UpdateChecks.of(engine, tolerance));
    return checks;
  }

  /** Makes all checks. */
  public List<ContractResult> run() {
    return checks().stream().map(ContractCheck::run).toList();
  }
}

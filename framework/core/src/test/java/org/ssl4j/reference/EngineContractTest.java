package org.ssl4j.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operation;
import org.ssl4j.network.Operations.AddRelu;
import org.ssl4j.network.Operations.BatchNorm;
import org.ssl4j.network.Operations.Convolution;
import org.ssl4j.network.Operations.Dense;
import org.ssl4j.network.Operations.GlobalAveragePool;
import org.ssl4j.network.Operations.MaxPool;
import org.ssl4j.network.Operations.Relu;

/** The contract notices mistakes: each engine here makes one, and the check named must fail. */
class EngineContractTest {

  /** Of an engine in float: a mistake must stand out. */
  private static final double TOLERANCE = 1e-4;

  static Stream<Arguments> mistakes() {
    return Stream.of(operations(), networks(), rules()).flatMap(Function.identity());
  }

  private static Stream<Arguments> operations() {
    return Stream.of(
        mistake("epsilon", Faults.batchNorm(EngineContractTest::otherEpsilon), "BatchNorm["),
        mistake("momentum", Faults.batchNorm(EngineContractTest::otherMomentum), "BatchNorm["),
        mistake("no ReLU", Faults.batchNorm(EngineContractTest::withoutRelu), "relu=true"),
        mistake("permeable", Faults.operation(Faults::permeable), "StopGradient"),
        mistake("permeable", Faults.operation(Faults::permeable), "heads"),
        resultMistake(Convolution.class),
        resultMistake(BatchNorm.class),
        resultMistake(Dense.class),
        resultMistake(MaxPool.class),
        resultMistake(GlobalAveragePool.class),
        resultMistake(AddRelu.class),
        resultMistake(Relu.class),
        gradientMistake(Convolution.class),
        gradientMistake(BatchNorm.class),
        gradientMistake(Dense.class),
        gradientMistake(MaxPool.class),
        gradientMistake(GlobalAveragePool.class),
        gradientMistake(AddRelu.class),
        gradientMistake(Relu.class));
  }

  private static Stream<Arguments> networks() {
    return Stream.of(
        network("undivided", FaultyNetworks.Undivided::new, "in 2 groups"),
        network("undivided", FaultyNetworks.Undivided::new, "heads"),
        network("averaging", FaultyNetworks.Averaging::new, "in 2 groups"),
        network("forgetful", FaultyNetworks.Forgetful::new, "gradients add up"),
        network("forgetful", FaultyNetworks.Forgetful::new, "two open passes"),
        network("single-minded", FaultyNetworks.SingleMinded::new, "two open passes"),
        network("greedy", FaultyNetworks.Greedy::new, "gradients add up"),
        network("traceless", FaultyNetworks.Traceless::new, "convnet4"),
        network("always training", FaultyNetworks.AlwaysTraining::new, "BatchNorm["),
        network("always training", FaultyNetworks.AlwaysTraining::new, "convnet4"),
        network("follows all", FaultyNetworks.FollowsAll::new, "following"),
        network("follows fast", FaultyNetworks.FollowsFast::new, "following"),
        network("copies less", FaultyNetworks.CopiesLess::new, "copying"),
        network("no undo", FaultyNetworks.NoUndo::new, "statistics put back"),
        network("other seed", plan -> new FaultyNetworks.Sound(reseeded(plan)), "first weights"),
        mistake(
            "whole batch for a slice",
            Faults.engine(FaultyNetworks.Sound::new, EngineContractTest::unsliceable),
            "a part of the images"));
  }

  private static Stream<Arguments> rules() {
    return Stream.of(
        rule("decays all", rule -> other(rule, rule.nesterov(), true), "updates by SGD"),
        rule("decays weights only", rule -> other(rule, rule.nesterov(), false), "decays all"),
        rule("no Nesterov", rule -> other(rule, false, rule.decayAll()), "Nesterov"),
        network("nothing frozen", FaultyNetworks.NothingFrozen::new, "frozen predictor"),
        network("one rate", FaultyNetworks.OneRate::new, "updates by LARS"),
        network("no momentum", FaultyNetworks.NoMomentum::new, "by SGD from a restored state"),
        network("no momentum", FaultyNetworks.NoMomentum::new, "by ADAMW from a restored state"));
  }

  private static Arguments mistake(String name, Engine engine, String check) {
    return Arguments.of(name, engine, check);
  }

  private static Arguments network(
      String name, Function<NetworkPlan, Network> networks, String check) {
    return mistake(name, Faults.engine(networks), check);
  }

  private static Arguments rule(String name, UnaryOperator<OptimizerConfig> mistake, String check) {
    return network(name, plan -> new FaultyNetworks.OtherRule(plan, mistake), check);
  }

  /** One number is wrong by a hundredth of the usual size. */
  private static Arguments resultMistake(Class<? extends Operation> of) {
    return mistake(
        "result of " + of.getSimpleName(),
        Faults.result(
            of, (inputs, result) -> Faults.changed(result, result.data().length - 1, 0.01)),
        of.getSimpleName() + "[");
  }

  private static Arguments gradientMistake(Class<? extends Operation> of) {
    return mistake(
        "gradient of " + of.getSimpleName(),
        Faults.gradient(
            of,
            (inputs, gradients) ->
                gradients.stream()
                    .map(gradient -> Faults.changed(gradient, gradient.data().length - 1, 0.01))
                    .toList()),
        of.getSimpleName() + "[");
  }

  private static BatchNorm otherEpsilon(BatchNorm norm) {
    return new BatchNorm(
        norm.channels(), 2 * norm.epsilon(), norm.momentum(), norm.affine(), norm.relu());
  }

  private static BatchNorm otherMomentum(BatchNorm norm) {
    return new BatchNorm(
        norm.channels(), norm.epsilon(), 1 - norm.momentum(), norm.affine(), norm.relu());
  }

  private static BatchNorm withoutRelu(BatchNorm norm) {
    return new BatchNorm(norm.channels(), norm.epsilon(), norm.momentum(), norm.affine(), false);
  }

  private static NetworkPlan reseeded(NetworkPlan plan) {
    return new NetworkPlan(plan.channels(), plan.nodes(), plan.outputs(), plan.taps(), 0);
  }

  private static ImageBatch unsliceable(int count, int channels, int height, int width) {
    return new ReferenceImages(count, channels, height, width) {
      @Override
      public ImageBatch slice(int from, int to) {
        return super.slice(0, to - from);
      }
    };
  }

  private static OptimizerConfig other(OptimizerConfig rule, boolean nesterov, boolean decayAll) {
    return UpdateChecks.rule(rule.name(), nesterov, rule.weightDecay(), decayAll);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("mistakes")
  void mistakesAreNoticed(String name, Engine engine, String check) {
    var checks =
        new EngineContract(engine, TOLERANCE)
            .checks().stream().filter(one -> one.name().contains(check)).toList();
    assertThat(checks).isNotEmpty();
    assertThat(checks.stream().map(ContractCheck::run))
        .as("a check that fails")
        .anyMatch(result -> !result.passed());
  }

  /** No decision is so close that the rounding of every number turns it. */
  @Test
  void anEngineInFloatPasses() {
    assertThat(new EngineContract(Faults.rounding(), TOLERANCE).run())
        .allMatch(ContractResult::passed);
  }

  @Test
  void namesAreUnique() {
    var engine = new ReferenceEngine(Precision.DOUBLE);
    List<String> names =
        new EngineContract(engine, TOLERANCE).checks().stream().map(ContractCheck::name).toList();
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void anExceptionIsAResult() {
    var engine =
        Faults.engine(
            plan -> {
              throw new UnsupportedOperationException("no memory left");
            });
    var result = new EngineContract(engine, TOLERANCE).checks().get(0).run();
    assertThat(result.passed()).isFalse();
    assertThat(result.failure()).containsInstanceOf(UnsupportedOperationException.class);
    assertThat(result).asString().startsWith("FAILED first weights").contains("no memory left");
  }
}

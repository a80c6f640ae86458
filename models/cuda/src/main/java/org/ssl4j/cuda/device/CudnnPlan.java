package org.ssl4j.cuda.device;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ssl4j.text.Text;

/**
 * A convolution with the engine that computes it: the first of cuDNN's own order that gives the
 * same bits every time and has the precision that is asked for. Nothing is timed, so that the
 * choice depends on the card and the library alone.
 */
final class CudnnPlan implements AutoCloseable {

  private static final int GRAPH_HANDLE = 800;
  private static final int GRAPH_OPERATIONS = 801;
  private static final int HEURISTICS_MODE = 200;
  private static final int HEURISTICS_GRAPH = 201;
  private static final int HEURISTICS_RESULTS = 202;
  private static final int CONFIGURATION_ENGINE = 300;
  private static final int ENGINE_INDEX = 1301;
  private static final int ENGINE_NOTES = 1303;
  private static final int PLAN_HANDLE = 400;
  private static final int PLAN_CONFIGURATION = 401;
  private static final int PLAN_WORKSPACE = 402;
  private static final int PACK_NAMES = 1000;
  private static final int PACK_POINTERS = 1001;
  private static final int PACK_WORKSPACE = 1003;

  /** cuDNN's better heuristics, then every engine that might do. */
  private static final int[] MODES = {3, 2};

  private static final int TENSOR_CORE = 0;
  private static final int DOWN_CONVERTS = 1;
  private static final int REDUCED_SUMS = 2;
  private static final int NOT_DETERMINISTIC = 4;

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final CudnnDescriptor plan;
  private final long workspace;
  private final String engine;

  /**
   * Chooses an engine.
   *
   * @param handle of cuDNN
   * @param tensorFloats whether floats may be rounded to 10 bits for tensor cores
   * @throws DeviceException if no engine will do
   */
  CudnnPlan(
      Pointer handle,
      CudnnOperation.Kind kind,
      ConvolutionShape shape,
      StorageType type,
      boolean tensorFloats) {
    var operation = new CudnnOperation(kind, shape, type);
    parts.add(operation);
    var graph = new CudnnDescriptor(CudnnDescriptor.OPERATION_GRAPH);
    parts.add(graph);
    graph
        .descriptor(GRAPH_OPERATIONS, operation.descriptor())
        .handle(GRAPH_HANDLE, handle)
        .finalised();
    boolean strict = type == StorageType.FLOAT && !tensorFloats;
    var chosen =
        Arrays.stream(MODES)
            .boxed()
            .map(mode -> choose(handle, graph, mode, strict))
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(
                () ->
                    new DeviceException(
                        Text.of(
                            "cuDNN %s has no engine for the convolution %s (%s, %s) that is exact and gives the same bits every time",
                            CudnnCalls.version(), shape, kind, type)));
    plan = chosen.plan();
    engine = chosen.engine();
    workspace = plan.getLong(PLAN_WORKSPACE);
  }

  private record Choice(CudnnDescriptor plan, String engine) {}

  private Optional<Choice> choose(Pointer handle, CudnnDescriptor graph, int mode, boolean strict) {
    var heuristics = new CudnnDescriptor(CudnnDescriptor.ENGINE_HEURISTICS);
    parts.add(heuristics);
    heuristics.descriptor(HEURISTICS_GRAPH, graph).heuristicsMode(HEURISTICS_MODE, mode);
    if (!heuristics.finalises()) {
      return Optional.empty();
    }
    var configurations = new CudnnDescriptor[heuristics.count(HEURISTICS_RESULTS)];
    for (int i = 0; i < configurations.length; i++) {
      configurations[i] = new CudnnDescriptor(CudnnDescriptor.ENGINE_CONFIGURATION);
      parts.add(configurations[i]);
    }
    heuristics.getDescriptors(HEURISTICS_RESULTS, configurations);
    for (var configuration : configurations) {
      var engine = new CudnnDescriptor(CudnnDescriptor.ENGINE);
      parts.add(engine);
      configuration.getDescriptors(CONFIGURATION_ENGINE, engine);
      int[] notes = engine.getNotes(ENGINE_NOTES);
      if (!isFit(notes, strict)) {
        continue;
      }
      var candidate = new CudnnDescriptor(CudnnDescriptor.EXECUTION_PLAN);
      parts.add(candidate);
      candidate.handle(PLAN_HANDLE, handle).descriptor(PLAN_CONFIGURATION, configuration);
      if (candidate.finalises()) {
        return Optional.of(new Choice(candidate, "engine " + engine.getLong(ENGINE_INDEX)));
      }
    }
    return Optional.empty();
  }

  /** Whether an engine's notes allow it. */
  static boolean isFit(int[] notes, boolean strict) {
    return Arrays.stream(notes)
        .noneMatch(
            note ->
                note == NOT_DETERMINISTIC
                    || note == REDUCED_SUMS
                    || (strict && (note == TENSOR_CORE || note == DOWN_CONVERTS)));
  }

  /** Bytes that an execution needs beside the tensors; 0 for none. */
  long workspace() {
    return workspace;
  }

  /** What was chosen, for records. */
  String engine() {
    return engine;
  }

  /** Computes. */
  void run(Pointer handle, long maps, long filters, long results, long workspaceAddress) {
    try (var pack = new CudnnDescriptor(CudnnDescriptor.VARIANT_PACK)) {
      pack.longs(PACK_NAMES, CudnnOperation.MAPS, CudnnOperation.FILTER, CudnnOperation.RESULT)
          .addresses(PACK_POINTERS, maps, filters, results)
          .addresses(PACK_WORKSPACE, workspaceAddress)
          .finalised();
      CudnnCalls.check(
          "cudnnBackendExecute",
          CudnnCalls.cudnnBackendExecute(handle, plan.pointer(), pack.pointer()));
    }
  }

  @Override
  public void close() {
    for (int i = parts.size() - 1; i >= 0; i--) {
      try {
        parts.get(i).close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("a descriptor of cuDNN cannot be freed", e);
      }
    }
  }
}

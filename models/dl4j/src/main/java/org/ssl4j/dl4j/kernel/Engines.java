package org.ssl4j.dl4j.kernel;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.text.Text;

/** What executes the layers of a graph, by the name that their configurations carry. */
public final class Engines {

  /** oneDNN's kernels. */
  public static final String ONEDNN = OneDnnEngine.NAME;

  /** The same for layers that are computed in values of 16 bits. */
  public static final String BFLOAT16 = OneDnnEngine.BFLOAT16;

  /** ND4J's own operations. */
  public static final String ND4J = Nd4jEngine.NAME;

  private static final String KEY = "engine";
  private static final String AUTO = "auto";

  /** One of each kind; its kernels are made layer by layer. */
  private static final Map<String, LayerEngine> MADE = new ConcurrentHashMap<>();

  private Engines() {}

  /** Why oneDNN cannot be used here, or empty if it can. */
  public static Optional<String> oneDnnUnavailable() {
    return OneDnnLibrary.available() ? Optional.empty() : Optional.of(OneDnnLibrary.reason());
  }

  /** Why this processor cannot compute in values of 16 bits, or empty if it can. */
  public static Optional<String> bfloat16Refusal() {
    return OneDnnLibrary.get().bfloat16()
        ? Optional.empty()
        : Optional.of("this processor has neither AMX nor AVX512-BF16");
  }

  /** How oneDNN lays maps out here. */
  public static String oneDnnDetail() {
    return Text.of("blocks of %d channels", OneDnnLibrary.get().block());
  }

  /**
   * Finds what executes a layer.
   *
   * @param name of it, or {@code auto} for the fastest that works here for that type
   * @param dataType type of the network
   * @throws InvalidSettingException if there is none of that name, or it does not work here
   */
  public static LayerEngine select(String name, DataType dataType) {
    return switch (name) {
      case AUTO ->
          dataType == DataType.FLOAT && OneDnnLibrary.available() ? made(ONEDNN) : made(ND4J);
      case OneDnnEngine.NAME, OneDnnEngine.BFLOAT16 -> oneDnn(name, dataType);
      case Nd4jEngine.NAME -> made(ND4J);
      default ->
          throw new InvalidSettingException(
              KEY, Text.of("Unknown engine \"%s\". Known engines: auto, onednn, nd4j", name));
    };
  }

  private static LayerEngine oneDnn(String name, DataType dataType) {
    if (dataType != DataType.FLOAT) {
      throw new InvalidSettingException(
          KEY, Text.of("onednn computes in FLOAT only, not %s; use nd4j", dataType));
    }
    if (!OneDnnLibrary.available()) {
      throw new InvalidSettingException(
          KEY,
          Text.of("onednn cannot be used because %s; use auto or nd4j", OneDnnLibrary.reason()));
    }
    if (name.equals(BFLOAT16)) {
      bfloat16Refusal()
          .ifPresent(
              reason -> {
                throw new InvalidSettingException(
                    "precision",
                    Text.of("onednn cannot compute in bfloat16 because %s; use float32", reason));
              });
    }
    return made(name);
  }

  private static LayerEngine made(String name) {
    return MADE.computeIfAbsent(
        name,
        key ->
            switch (key) {
              case ONEDNN -> new OneDnnEngine();
              case BFLOAT16 -> OneDnnEngine.inBfloat16();
              default -> new Nd4jEngine();
            });
  }
}

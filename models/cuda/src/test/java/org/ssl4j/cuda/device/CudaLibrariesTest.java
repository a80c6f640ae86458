package org.ssl4j.cuda.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What NVIDIA's libraries do without a card; skipped where they are not installed. */
class CudaLibrariesTest {

  private static final List<Integer> ARCHITECTURES = List.of(75, 80, 86, 89, 90, 100, 120);

  private static Path library(CudaLibrary library) {
    var found = LibraryFinder.here().find(library);
    assumeTrue(
        found.isPresent(),
        () ->
            library.label()
                + " was not found; name its folder in "
                + LibraryFinder.VARIABLE
                + " to have this tested");
    return found.orElseThrow();
  }

  private static void bindNvrtc() {
    var builtIns = library(CudaLibrary.NVRTC_BUILTINS);
    NvrtcCalls.bind(builtIns, library(CudaLibrary.NVRTC));
  }

  @ParameterizedTest
  @EnumSource
  void everyKernelCompilesForEveryArchitecture(StorageType storage) {
    bindNvrtc();
    String source = KernelSource.kernels(storage);
    var known = NvrtcCalls.architectures();
    List<Integer> compiled = new ArrayList<>();
    for (int architecture : ARCHITECTURES) {
      if (known.contains(architecture)) {
        byte[] code = NvrtcCalls.compile(source, architecture);
        assertThat(code).startsWith(0x7f, 'E', 'L', 'F');
        var names = new String(code, StandardCharsets.ISO_8859_1);
        assertThat(names).contains("batch_norm_backward", "adamw", "max_pool_backward");
        compiled.add(architecture);
      }
    }
    assertThat(compiled).contains(75, 80, 86, 89, 90);
  }

  /** A card that is newer than the library gets code that its driver translates. */
  @Test
  void anUnknownArchitectureGetsIntermediateCodeOfTheHighestBelow() {
    bindNvrtc();
    String source = KernelSource.kernels(StorageType.FLOAT);
    byte[] code = NvrtcCalls.compile(source, 999);
    assertThat(new String(code, StandardCharsets.ISO_8859_1))
        .contains(".target sm_")
        .contains(".entry relu");
    assertThatThrownBy(() -> NvrtcCalls.compile(source, 30)).hasMessageContaining("begins with");
    assertThatThrownBy(() -> NvrtcCalls.compile("no CUDA", 90))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("does not compile")
        .hasMessageContaining("error");
  }

  /** cuDNN checks sizes and types of an operation when it is finalised. */
  @Test
  void cudnnTakesTheDescriptionsOfConvolutions() {
    CudnnCalls.bind(library(CudaLibrary.CUDNN));
    assertThat(CudnnCalls.version()).startsWith("9.");
    for (var kind : CudnnOperation.Kind.values()) {
      for (var type : StorageType.values()) {
        for (var shape :
            List.of(
                new ConvolutionShape(8, 32, 32, 3, 64, 3, 1, 1),
                new ConvolutionShape(8, 32, 32, 64, 128, 3, 2, 1),
                new ConvolutionShape(8, 32, 32, 64, 128, 1, 2, 0),
                new ConvolutionShape(8, 64, 64, 3, 64, 7, 2, 3))) {
          try (var operation = new CudnnOperation(kind, shape, type)) {
            assertThat(operation.descriptor().pointer()).isNotNull();
          }
        }
      }
    }
    // A filter that is larger than its padded map.
    var impossible = new ConvolutionShape(1, 2, 2, 3, 4, 7, 1, 0);
    assertThatThrownBy(
            () -> new CudnnOperation(CudnnOperation.Kind.FORWARD, impossible, StorageType.FLOAT))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("cudnnBackend");
  }

  @Test
  void enginesThatMayNotBeTakenAreToldByTheirNotes() {
    int[] tensorCore = {0};
    int[] notDeterministic = {5, 4};
    assertThat(CudnnPlan.isFit(new int[0], true)).isTrue();
    assertThat(CudnnPlan.isFit(tensorCore, true)).isFalse();
    assertThat(CudnnPlan.isFit(tensorCore, false)).isTrue();
    assertThat(CudnnPlan.isFit(notDeterministic, false)).isFalse();
  }
}

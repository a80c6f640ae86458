package org.ssl4j.cuda.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFinderTest {

  @TempDir Path root;
  private Path named;
  private Path site;
  private Path usual;

  @BeforeEach
  void places() throws IOException {
    named = Files.createDirectories(root.resolve("named"));
    site = Files.createDirectories(root.resolve("site"));
    usual = Files.createDirectories(root.resolve("usual"));
  }

  private LibraryFinder finder(Map<String, String> environment) {
    return new LibraryFinder(
        environment, () -> List.of(site, root.resolve("missing")), List.of(usual));
  }

  private static Path library(Path folder, String name) throws IOException {
    return Files.writeString(Files.createDirectories(folder).resolve(name), "");
  }

  @Test
  void theVariableComesBeforePythonAndPythonBeforeTheSystem() throws IOException {
    var finder = finder(Map.of(LibraryFinder.VARIABLE, named + ":" + root.resolve("nowhere")));
    assertThat(finder.find(CudaLibrary.NVRTC)).isEmpty();
    var inSystem = library(usual, "libnvrtc.so.13");
    assertThat(finder.find(CudaLibrary.NVRTC)).contains(inSystem);
    var inPython = library(site.resolve("nvidia/cu13/lib"), "libnvrtc.so.13");
    assertThat(finder(Map.of()).find(CudaLibrary.NVRTC)).contains(inPython);
    var inVariable = library(named, "libnvrtc.so.13.0");
    assertThat(finder.find(CudaLibrary.NVRTC)).contains(inVariable);
  }

  @Test
  void theNewerReleaseIsPreferredAndOtherLibrariesAreNotMistaken() throws IOException {
    library(usual, "libcublas.so.12");
    library(usual, "libcublasLt.so.13");
    library(usual, "libcublas.so.11");
    library(usual, "libcublas.so");
    var finder = finder(Map.of());
    assertThat(finder.find(CudaLibrary.CUBLAS)).contains(usual.resolve("libcublas.so.12"));
    library(usual, "libcublas.so.13");
    assertThat(finder.find(CudaLibrary.CUBLAS)).contains(usual.resolve("libcublas.so.13"));
    assertThat(finder.find(CudaLibrary.CUDNN)).isEmpty();
  }

  @Test
  void aMachineWithoutPythonHasTheRest() throws IOException {
    var finder = new LibraryFinder(Map.of(), List::of, List.of(usual));
    var file = library(usual, "libcudnn.so.9");
    assertThat(finder.find(CudaLibrary.CUDNN)).contains(file);
  }
}

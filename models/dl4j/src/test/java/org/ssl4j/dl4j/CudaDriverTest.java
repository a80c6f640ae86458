package org.ssl4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.slf4j.LoggerFactory;

class CudaDriverTest {

  @TempDir Path root;

  /** The jar of the CUDA backend, as far as it matters: it names a class that cannot be loaded. */
  @Test
  void withoutTheDriverOnlyTheOtherBackendsAreFoundAndOneSentenceSaysWhy() throws Exception {
    var services = Files.createDirectories(root.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("org.nd4j.linalg.factory.Nd4jBackend"),
        "# Copyright\norg.nd4j.linalg.jcublas.JCublasBackend\n");
    try (var both =
        new URLClassLoader(new URL[] {root.toUri().toURL()}, getClass().getClassLoader())) {
      assertThatThrownBy(() -> backends(both)).isInstanceOf(ServiceConfigurationError.class);

      var logger = (Logger) LoggerFactory.getLogger(CudaDriver.class);
      var appender = new ListAppender<ILoggingEvent>();
      appender.start();
      logger.addAppender(appender);
      try {
        var without = new CudaDriver.WithoutCuda(both, "libcuda.so.1");
        assertThat(backends(without)).containsExactly("CpuBackend");
        assertThat(backends(without)).containsExactly("CpuBackend");
        assertThat(without.getResources("META-INF/MANIFEST.MF").hasMoreElements()).isTrue();
      } finally {
        logger.detachAppender(appender);
      }
      assertThat(appender.list)
          .singleElement()
          .satisfies(
              event ->
                  assertThat(event.getFormattedMessage())
                      .contains("libcuda.so.1 is missing")
                      .contains("on the CPU")
                      .doesNotContain("\n"));
    }
  }

  private static List<String> backends(ClassLoader loader) {
    return ServiceLoader.load(Nd4jBackend.class, loader).stream()
        .map(provider -> provider.type().getSimpleName())
        .toList();
  }

  @Test
  void theDriverIsWhereTheSystemsLoaderLooks() throws Exception {
    Path none = root.resolve("none");
    Path cache = root.resolve("ld.so.cache");
    assertThat(CudaDriver.isThere("libcuda.so.1", List.of(root), none)).isFalse();
    Files.createFile(root.resolve("libcuda.so"));
    assertThat(CudaDriver.isThere("libcuda.so.1", List.of(root), none)).isFalse();
    Files.write(cache, "\u0000libcudart.so\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(CudaDriver.isThere("libcuda.so.1", List.of(none), cache)).isFalse();
    Files.writeString(cache, "glibc-ld.so\u0000libcuda.so.1\u0000/opt/nvidia/libcuda.so.1");
    assertThat(CudaDriver.isThere("libcuda.so.1", List.of(none), cache)).isTrue();
    Files.createFile(root.resolve("libcuda.so.1"));
    assertThat(CudaDriver.isThere("libcuda.so.1", List.of(none, root), none)).isTrue();

    assertThat(CudaDriver.library("Linux")).isEqualTo("libcuda.so.1");
    assertThat(CudaDriver.library("Windows 11")).isEqualTo("nvcuda.dll");
    assertThat(CudaDriver.places(Map.of("LD_LIBRARY_PATH", "/a::/b", "SystemRoot", "/win")))
        .startsWith(Path.of("/a"), Path.of("/b"))
        .endsWith(Path.of("/win/System32"));
  }
}

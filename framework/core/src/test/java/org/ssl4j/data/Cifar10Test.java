package org.ssl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ssl4j.data.TestData.RECORD;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

class Cifar10Test {
  @TempDir private Path root;

  @Test
  void givenMarkedRecords_whenRead_thenFilesFollowInOrderAndPlanesAreRgb() throws IOException {
    Path folder = TestData.cifar10(root);
    TestData.write(folder.resolve("data_batch_1.bin"), 0, 3, 10);
    TestData.write(folder.resolve("data_batch_1.bin"), 9_999L * RECORD, 4, 11);
    TestData.write(folder.resolve("data_batch_2.bin"), 0, 5, 255);
    TestData.write(folder.resolve("data_batch_2.bin"), 1 + 1024, 77);
    TestData.write(folder.resolve("data_batch_5.bin"), 9_999L * RECORD, 9);
    TestData.write(folder.resolve("test_batch.bin"), 0, 8);

    DataSplits splits = Cifar10.read(root, null, null);

    assertThat(splits.train().size()).isEqualTo(50_000);
    assertThat(splits.test().size()).isEqualTo(10_000);
    assertThat(splits.train().label(0)).isEqualTo(3);
    assertThat(splits.train().label(9_999)).isEqualTo(4);
    assertThat(splits.train().label(10_000)).isEqualTo(5);
    assertThat(splits.train().label(49_999)).isEqualTo(9);
    assertThat(splits.test().label(0)).isEqualTo(8);
    byte[] pixels = new byte[2 + 3072];
    splits.train().read(10_000, pixels, 2);
    assertThat(pixels[2]).isEqualTo((byte) 255);
    assertThat(pixels[2 + 1024]).isEqualTo((byte) 77);
    assertThat(splits.train().classNames().get(9)).isEqualTo("truck");
  }

  @Test
  void givenALimit_whenRead_thenFilesBeyondItAreNotOpened() throws IOException {
    Path folder = TestData.cifar10(root);
    for (int b = 2; b <= 5; b++) {
      Files.delete(folder.resolve(Text.of("data_batch_%d.bin", b)));
    }
    DataSplits splits = Cifar10.read(root, 10_000, 5);
    assertThat(splits.train().size()).isEqualTo(10_000);
    assertThat(splits.test().size()).isEqualTo(5);
    assertThatThrownBy(() -> Cifar10.read(root, 10_001, 5))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data_batch_2.bin is missing");
  }

  @Test
  void givenATruncatedFile_whenRead_thenItIsNamedWithBothSizes() throws IOException {
    Path folder = TestData.cifar10(root);
    try (var file = new RandomAccessFile(folder.resolve("data_batch_3.bin").toFile(), "rw")) {
      file.setLength(1234);
    }
    assertThatThrownBy(() -> Cifar10.read(root, null, null))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data_batch_3.bin")
        .hasMessageContaining("1234")
        .hasMessageContaining("30730000");
  }

  @Test
  void givenALabelAboveNine_whenRead_thenFileAndRecordAreNamed() throws IOException {
    Path folder = TestData.cifar10(root);
    TestData.write(folder.resolve("test_batch.bin"), 7L * RECORD, 10);
    assertThatThrownBy(() -> Cifar10.read(root, 2, null))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("test_batch.bin")
        .hasMessageContaining("label 10 in record 7");
  }

  @Test
  void givenALimitAboveTheSplit_whenRead_thenItIsRefused() throws IOException {
    TestData.cifar10(root);
    assertThatThrownBy(() -> Cifar10.read(root, 50_001, null))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.trainLimit is 50001")
        .hasMessageContaining("50000");
  }

  @Test
  void theRootIsTheConfiguredOneElseTheVariableElseTheHome() {
    Path home = Path.of("home");
    var bare = new DataEnvironment(Map.of(), home);
    var set = new DataEnvironment(Map.of(DataEnvironment.VARIABLE, "elsewhere"), home);
    assertThat(set.root("given")).isEqualTo(Path.of("given"));
    assertThat(set.root("~/mine")).isEqualTo(home.resolve("mine"));
    assertThat(set.root(null)).isEqualTo(Path.of("elsewhere"));
    assertThat(bare.root(null)).isEqualTo(home.resolve(".ssl4j").resolve("data"));
  }

  @Test
  void givenTheUnpackedFolderAsRoot_whenOpened_thenItIsFound() throws IOException {
    Path folder = TestData.cifar10(root);
    var config =
        TestData.config(
            "cifar10", folder, 4, 4, 32, org.ssl4j.config.DataConfig.OnUnreadable.SKIP, 1);
    DataSplits splits = DataSets.open(config, TestData.environment(root), Progress.NONE);
    assertThat(splits.train().name()).isEqualTo("cifar10/train");
    assertThat(splits.mean()).containsExactly(0.4914, 0.4822, 0.4465);
  }
}

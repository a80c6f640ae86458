package org.ssl4j.cuda.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.text.Text;

/**
 * The system's C++ compiler. What it has compiled is kept in a folder, under a name made of the
 * source, the options and the compiler's version.
 */
final class HostCompiler {

  /** Who names one in this variable knows better, as with make. */
  private static final String VARIABLE = "CXX";

  private static final List<String> USUAL = List.of("g++", "clang++", "c++");
  private static final long VERSION_SECONDS = 20;
  private static final long COMPILE_SECONDS = 300;
  private static final int SHOWN_CHARACTERS = 2000;

  /** No contraction of products and sums: on a card, too, the sources say where one is meant. */
  private static final List<String> OPTIONS =
      List.of("-std=c++17", "-O3", "-fPIC", "-shared", "-ffp-contract=off", "-w");

  private final String command;
  private final String version;
  private final Path folder;

  private HostCompiler(String command, String version, Path folder) {
    this.command = command;
    this.version = version;
    this.folder = folder;
  }

  /**
   * The first that answers.
   *
   * @param environment of the process
   * @param folder for what is compiled
   */
  static Optional<HostCompiler> find(Map<String, String> environment, Path folder) {
    String named = environment.getOrDefault(VARIABLE, "");
    var candidates = named.isBlank() ? USUAL : List.of(named);
    for (String command : candidates) {
      var version = version(command);
      if (version.isPresent()) {
        return Optional.of(new HostCompiler(command, version.get(), folder));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> version(String command) {
    try {
      var answer = ProcessAnswer.of(List.of(command, "--version"), VERSION_SECONDS);
      return answer.code() == 0
          ? answer.output().lines().findFirst().map(String::strip)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The compiler's own line about itself. */
  String version() {
    return version;
  }

  /**
   * A shared library of a source, compiled unless it is there already.
   *
   * @param name of the file, for people
   * @throws DeviceException if the compiler refuses, with its first lines
   */
  Path library(String name, String source) {
    var library = folder.resolve(name + "-" + hash(source) + ".so");
    if (Files.isRegularFile(library)) {
      return library;
    }
    try {
      Files.createDirectories(folder);
      var work = Files.createTempDirectory(folder, "compiling");
      try {
        var text = work.resolve(name + ".cpp");
        var made = work.resolve(name + ".so");
        Files.writeString(text, source);
        compile(text, made);
        // Another process may have been faster; its file is the same.
        Files.move(
            made, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        delete(work);
      }
      return library;
    } catch (IOException e) {
      throw new DeviceException(
          Text.of(
              "the kernels cannot be compiled for the emulated device because %s cannot be written: %s",
              folder, e.getMessage()),
          e);
    }
  }

  private void compile(Path text, Path made) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(command);
    words.addAll(OPTIONS);
    words.addAll(List.of("-o", made.toString(), text.toString()));
    var answer = ProcessAnswer.of(words, COMPILE_SECONDS);
    if (answer.code() != 0) {
      String output = answer.output();
      throw new DeviceException(
          Text.of(
              "%s does not compile the kernels for the emulated device: %s",
              command, output.substring(0, Math.min(output.length(), SHOWN_CHARACTERS))));
    }
  }

  private static void delete(Path work) throws IOException {
    try (var files = Files.list(work)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(work);
  }

  private String hash(String source) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(version.getBytes(StandardCharsets.UTF_8));
      digest.update(String.join(" ", OPTIONS).getBytes(StandardCharsets.UTF_8));
      digest.update(source.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

package org.ssl4j.cli;

public final class Ssl4j {
  private Ssl4j() {}

  public static void main(String[] args) {
    System.exit(new picocli.CommandLine(new TrainCommand()).execute(args));
  }
}

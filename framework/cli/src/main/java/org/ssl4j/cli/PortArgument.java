package org.ssl4j.cli;

import java.util.Stack;
import org.ssl4j.text.Text;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * The port after {@code --serve}, if a number follows: without this, {@code train --serve
 * config.yaml} would take the config for the port.
 */
final class PortArgument implements IParameterConsumer {

  static final int DEFAULT = 8042;

  private static final int LAST = 65_535;

  @Override
  public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
    if (arguments.isEmpty() || !arguments.peek().matches("\\d{1,9}")) {
      option.setValue(DEFAULT);
      return;
    }
    int port = Integer.parseInt(arguments.pop());
    if (port > LAST) {
      throw new ParameterException(
          command.commandLine(),
          Text.of("--serve is %d; a port is a number from 0 to %d", port, LAST));
    }
    option.setValue(port);
  }
}

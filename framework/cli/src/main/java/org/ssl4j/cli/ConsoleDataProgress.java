package org.ssl4j.cli;

import java.util.List;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.ssl4j.data.Progress;

/** Progress of downloads and of reading images: a bar for people, nothing otherwise. */
final class ConsoleDataProgress implements Progress {

  private static final long MEGABYTE = 1_000_000;

  private final Consumer<String> told;

  /** What was found goes to standard error, beside the command's result. */
  ConsoleDataProgress() {
    this(Console::error);
  }

  /**
   * @param told receives what was found, line by line
   */
  ConsoleDataProgress(Consumer<String> told) {
    this.told = told;
  }

  @Override
  public void tell(List<String> lines) {
    lines.forEach(told);
  }

  @Override
  public Task start(String name, long total, Unit unit) {
    return Console.interactive() ? new Bar(name, total, unit) : NONE.start(name, total, unit);
  }

  private static final class Bar implements Task {
    private final ProgressBar bar;

    Bar(String name, long total, Unit unit) {
      var builder =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed();
      if (unit == Unit.BYTES) {
        builder.setUnit(" MB", MEGABYTE);
      }
      this.bar = builder.build();
    }

    @Override
    public void advanceTo(long done) {
      bar.stepTo(done);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}

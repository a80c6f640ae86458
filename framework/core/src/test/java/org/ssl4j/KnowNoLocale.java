package org.ssl4j;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.text.Format;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.Locale;
import java.util.Scanner;
import java.util.Set;

/** Calls whose result depends on the default locale because they are given none. */
public final class KnowNoLocale {
  private static final Set<String> FORMATTING =
      Set.of("format", "formatted", "printf", "toLowerCase", "toUpperCase");

  /** Calls of methods that format or change case, without a locale among their arguments. */
  public static final DescribedPredicate<JavaMethodCall> METHOD =
      DescribedPredicate.describe(
          "that takes the default locale",
          call ->
              !isGivenALocale(call)
                  && (FORMATTING.contains(call.getName()) && formats(call.getTargetOwner())
                      || call.getTargetOwner().isAssignableTo(Format.class)
                          && call.getName().startsWith("get")
                      || call.getTargetOwner().isEquivalentTo(DateTimeFormatter.class)
                          && call.getName().startsWith("of")));

  /** Constructors of formatters and scanners without a locale. */
  public static final DescribedPredicate<JavaConstructorCall> CONSTRUCTOR =
      DescribedPredicate.describe(
          "that takes the default locale",
          call ->
              !isGivenALocale(call)
                  && (call.getTargetOwner().isAssignableTo(Format.class)
                      || call.getTargetOwner().isEquivalentTo(Formatter.class)
                      || call.getTargetOwner().isEquivalentTo(Scanner.class)));

  private KnowNoLocale() {}

  private static boolean formats(JavaClass owner) {
    return owner.isEquivalentTo(String.class)
        || owner.isEquivalentTo(Formatter.class)
        || owner.isAssignableTo(java.io.PrintStream.class)
        || owner.isAssignableTo(java.io.PrintWriter.class)
        || owner.isAssignableTo(java.io.Console.class);
  }

  private static boolean isGivenALocale(JavaCall<? extends CodeUnitCallTarget> call) {
    return call.getTarget().getRawParameterTypes().stream()
        .anyMatch(type -> type.isEquivalentTo(Locale.class));
  }
}

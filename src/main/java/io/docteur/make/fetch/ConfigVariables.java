package io.docteur.make.fetch;

import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.util.StringUtils;

/**
 * The variables of the environment that hold a part of git's configuration, or name its files:
 * {@code git-config(1)}. JGit knows one of them, {@code GIT_CONFIG_NOSYSTEM}.
 *
 * @param environment the variables by their names; null for those not set
 */
record ConfigVariables(UnaryOperator<String> environment) {
  private static final String COUNT = "GIT_CONFIG_COUNT";

  /** Returns the file in the place of the system's, or null; null too where there is to be none. */
  File system() {
    String none = environment.apply(Constants.GIT_CONFIG_NOSYSTEM_KEY);
    return StringUtils.isEmptyOrNull(none) ? file("GIT_CONFIG_SYSTEM") : null;
  }

  /** Returns the file in the place of the user's, or null. */
  File user() {
    return file("GIT_CONFIG_GLOBAL");
  }

  private File file(String variable) {
    String name = environment.apply(variable);
    return name == null ? null : new File(name);
  }

  /**
   * Adds what stands in variables to a configuration that has nothing of its own yet.
   *
   * @throws IllegalArgumentException when one is missing, or not as git wants it
   */
  void addTo(Config config) {
    Config own = new Config(); // without what that one inherits
    for (int i = 0; i < count(); i++) {
      String key = key(i);
      int first = key.indexOf('.');
      int last = key.lastIndexOf('.');
      String section = key.substring(0, first);
      String subsection = first == last ? null : key.substring(first + 1, last);
      String name = key.substring(last + 1);
      List<String> values = new ArrayList<>();
      Collections.addAll(values, own.getStringList(section, subsection, name));
      values.add(required("GIT_CONFIG_VALUE_" + i));
      own.setStringList(section, subsection, name, values);
      config.setStringList(section, subsection, name, values);
    }
  }

  private int count() {
    String count = environment.apply(COUNT);
    try {
      return StringUtils.isEmptyOrNull(count) ? 0 : Integer.parseUnsignedInt(count);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(COUNT + " is not a number", e);
    }
  }

  private String key(int i) {
    String variable = "GIT_CONFIG_KEY_" + i;
    String key = required(variable);
    if (key.indexOf('.') <= 0 || key.endsWith(".")) {
      throw new IllegalArgumentException(variable + " is not a key of git's configuration");
    }
    return key;
  }

  private String required(String variable) {
    String value = environment.apply(variable);
    if (value == null) {
      throw new IllegalArgumentException(variable + " is not set, but " + COUNT + " counts it");
    }
    return value;
  }
}

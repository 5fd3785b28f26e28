package io.docteur.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar that this runs from. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"docteur " + (version == null ? "(not from a jar)" : version)};
  }
}

package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the jars. */
class JarContentsIT {
  private static final String SERVICE = "META-INF/services/java.nio.file.spi.FileSystemProvider";

  @Test
  void theLibraryHoldsNothingOfOthers() throws IOException {
    assertThat(names(Jars.library()))
        .contains("module-info.class", SERVICE, "META-INF/LICENSE")
        .allMatch(
            name ->
                name.startsWith("io/docteur/")
                    || name.startsWith("META-INF/")
                    || List.of("io/", "module-info.class").contains(name));
  }

  @Test
  void theCommandLineRegistersTheFileSystemsOfAllItsParts() throws IOException {
    assertThat(text(SERVICE).lines())
        .contains(
            "io.docteur.nio.DocteurFileSystemProvider",
            "org.apache.sshd.common.file.root.RootedFileSystemProvider",
            "org.apache.sshd.sftp.client.fs.SftpFileSystemProviderFacade")
        .doesNotHaveDuplicates();
  }

  @Test
  void theCommandLineHasNoSignaturesNoModuleDescriptorsAndNothingTwice() throws IOException {
    assertThat(names(Jars.commandLine()))
        .doesNotHaveDuplicates()
        .noneMatch(name -> name.endsWith("module-info.class"))
        .noneMatch(name -> name.matches("META-INF/[^/]*[.](SF|DSA|RSA|EC)"));
  }

  @Test
  void theCommandLineIsExecutableAndOfSeveralReleases() throws IOException {
    try (JarFile jar = new JarFile(Jars.commandLine().toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("io.docteur.cli.Main");
      assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
      assertThat(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
          .isEqualTo(System.getProperty("docteur.version"));
    }
  }

  @Test
  void theCommandLineKeepsTheLicencesOfItsParts() throws IOException {
    // Of Guava, its helper and SSHD's two jars, after docteur's own.
    assertThat(text("META-INF/LICENSE"))
        .startsWith("MIT License")
        .satisfies(all -> assertThat(all.split("APPENDIX: How to apply the Apache")).hasSize(5));
    assertThat(text("META-INF/LICENSE.txt")).contains("QOS.ch", "Apache License");
    assertThat(text("META-INF/NOTICE")).contains("Apache MINA SSHD");
    assertThat(text("META-INF/NOTICE.txt")).contains("Apache Commons Codec");
    assertThat(text("about.html")).contains("Eclipse Distribution License");
    assertThat(text("META-INF/THIRD-PARTY")).contains("picocli", "JavaEWAH");
  }

  private static List<String> names(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      return jar.stream().map(ZipEntry::getName).toList();
    }
  }

  private static String text(String name) throws IOException {
    try (JarFile jar = new JarFile(Jars.commandLine().toFile())) {
      ZipEntry entry = jar.getEntry(name);
      assertThat(entry).as(name).isNotNull();
      return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

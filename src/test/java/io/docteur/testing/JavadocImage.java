package io.docteur.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** An image of Javadoc: that of the rooms which need the JDK alone. */
public final class JavadocImage {
  private static final List<String> ROOMS =
      List.of("storage", "art", "inflate", "pack", "layout", "image", "nio");

  private JavadocImage() {}

  /** Makes it in a directory and returns the image. */
  public static Path make(Path directory) throws IOException {
    Path site = Git.init(directory.resolve("site"));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-d", site.toString(), "-quiet", "-Xdoclint:none", "-notimestamp"));
    arguments.addAll(List.of("-encoding", "UTF-8", "--release", "17"));
    arguments.addAll(sources());
    ToolProvider javadoc = ToolProvider.findFirst("javadoc").orElseThrow();
    assertThat(javadoc.run(System.out, System.err, arguments.toArray(String[]::new))).isZero();
    complete(site);
    Git.commitAll(site);
    return TestImages.fromGit(site, "main", directory.resolve("javadoc.img"));
  }

  /**
   * Adds what pages refer to in vain: Debian's JDK leaves out fonts, and browsers ask for icons.
   */
  private static void complete(Path site) throws IOException {
    Path fonts = site.resolve("resources/fonts/dejavu.css");
    if (Files.notExists(fonts)) {
      Files.createDirectories(fonts.getParent());
      Files.createFile(fonts);
    }
    Files.createFile(site.resolve("favicon.ico"));
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    Path base = Path.of("src", "main", "java", "io", "docteur");
    sources.add(base.resolve("DamagedImageException.java").toString());
    for (String room : ROOMS) {
      try (Stream<Path> files = Files.list(base.resolve(room))) {
        files.map(Path::toString).forEach(sources::add);
      }
    }
    return sources;
  }
}

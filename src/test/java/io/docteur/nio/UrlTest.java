package io.docteur.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.make.ImageMaker;
import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlTest {
  private static final FileTime TIME = FileTime.from(Instant.parse("2020-10-10T06:00:00Z"));

  @TempDir Path directory;

  private Path tree;
  private String base;
  private FileSystem mount;

  /** What the loaders below load. */
  public static final class Greeting implements Supplier<String> {
    @Override
    public String get() {
      try (InputStream in = Greeting.class.getResourceAsStream("a text")) {
        return new String(in.readAllBytes(), UTF_8);
      } catch (IOException e) {
        return e.toString();
      }
    }
  }

  @BeforeEach
  void mount() throws IOException {
    Path repository = Git.init(directory.toRealPath().resolve("repository"));
    tree = Files.createDirectory(repository.resolve("d"));
    String name = Greeting.class.getName();
    Path type = tree.resolve(name.replace('.', '/') + ".class");
    Files.createDirectories(type.getParent());
    try (InputStream in = Greeting.class.getResourceAsStream("UrlTest$Greeting.class")) {
      Files.copy(in, type);
    }
    Files.writeString(type.resolveSibling("a text"), "hello");
    Path services = Files.createDirectories(tree.resolve("META-INF/services"));
    Files.writeString(services.resolve(Supplier.class.getName()), name + "\n");
    Files.writeString(tree.resolve("page.html"), "<html>");
    Files.writeString(tree.resolve("unknown.qqq"), "");
    for (String odd : List.of("a b", "100%", "a#b", "what?", "bang!", "co:lon", "é", "back\\s")) {
      Files.writeString(tree.resolve(odd), odd);
    }
    Git.commitAll(repository);
    Path image = TestImages.fromGit(repository, "HEAD", directory.resolve("x.img"));
    base = "docteur:" + image.toRealPath();
    mount = FileSystems.newFileSystem(URI.create(base), Map.of());
  }

  @AfterEach
  void close() throws IOException {
    if (mount != null) {
      mount.close();
    }
  }

  @Test
  void everyFileOpensByItsUrlWithTheHeadersThatOneOfTheDefaultProviderHas() throws IOException {
    try (Stream<Path> walk = Files.walk(tree)) {
      for (Path plain : (Iterable<Path>) walk::iterator) {
        Files.setLastModifiedTime(plain, TIME);
        Path ours = mount.getPath("/d").resolve(tree.relativize(plain).toString());
        assertThat(answers(ours)).as(ours.toString()).isEqualTo(answers(plain));
      }
    }
  }

  private static List<Object> answers(Path path) throws IOException {
    URLConnection connection = path.toUri().toURL().openConnection();
    try (InputStream in = connection.getInputStream()) {
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().sorted().toList();
      assertThat(connection.getInputStream()).isSameAs(in);
      return List.of(
          lines,
          String.valueOf(connection.getHeaderField("Content-Type")),
          // The default provider gives a directory the length of its node, not of its listing.
          Files.isDirectory(path) ? 0 : connection.getContentLengthLong(),
          Files.isDirectory(path) ? 0 : connection.getContentLength(),
          Files.isDirectory(path) ? 0 : connection.getLastModified());
    }
  }

  @Test
  void headersAreNumberedAndListed() throws IOException {
    URLConnection connection = new URL(base + "!/d/page.html").openConnection();

    assertThat(connection.getContentType()).isEqualTo("text/html");
    assertThat(connection.getHeaderFields())
        .containsEntry("content-length", List.of("6"))
        .containsOnlyKeys("content-type", "content-length", "last-modified");
    assertThat(connection.getHeaderFieldKey(1)).isEqualTo("content-length");
    assertThat(connection.getHeaderField(1)).isEqualTo("6");
    assertThat(connection.getHeaderField(3)).isNull();
  }

  @Test
  void aUrlIsWrittenAsItsUri() throws IOException {
    for (String inside : List.of("", "!/", "!/d/", "!/d/a%20b", "!/d?commit=" + "0".repeat(40))) {
      assertThat(new URL(base + inside)).hasToString(base + inside);
      assertThat(new URL(base + inside).toExternalForm()).isEqualTo(base + inside);
    }
    Path path = mount.getPath("/d/bang!");
    assertThat(Path.of(URI.create(path.toUri().toURL().toString()))).isEqualTo(path);
    URL nested = new URL("docteur:jar:file:/a.zip!/x?.img!/a?commit=1");
    assertThat(nested.getPath()).isEqualTo("jar:file:/a.zip!/x?.img!/a");
    assertThat(nested.getQuery()).isEqualTo("commit=1");
    assertThat(nested).hasToString("docteur:jar:file:/a.zip!/x?.img!/a?commit=1");
  }

  @ParameterizedTest
  @CsvSource({
    "!/d/e, f, !/d/f",
    "!/d/e/, f, !/d/e/f",
    "!/d/e/, f/, !/d/e/f/",
    "!/d/e/, ., !/d/e/",
    "!/d/e/, .., !/d/",
    "!/d/e/, ../../../../f, !/f",
    "!/d/e/, ../.., !/",
    "!/d/e/, /f//g/./h, !/f/g/h",
    "!/d, a!/b, !/a%21/b",
    "'', f, !/f",
    "!/, a?commit=1, !/a?commit=1",
    "!/d, #part, !/d#part",
    "!/d?commit=1, #part, !/d?commit=1#part",
    "!/d?commit=1, e, !/e",
    "!/d, docteur:/other.img!/x, =docteur:/other.img!/x"
  })
  void aRelativeUrlStaysInItsImage(String context, String spec, String expected)
      throws IOException {
    URL resolved = new URL(new URL(base + context), spec);

    assertThat(resolved)
        .hasToString(expected.startsWith("=") ? expected.substring(1) : base + expected);
  }

  @Test
  void aClassLoaderReadsADirectoryOfAnImage() throws Exception {
    URL url = mount.getPath("/d").toUri().toURL();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {url}, null)) {
      Class<?> loaded = loader.loadClass(Greeting.class.getName());
      assertThat(loaded.getClassLoader()).isSameAs(loader);
      assertThat(loaded.getResource("a text").toURI()).isEqualTo(path(loaded, "a text").toUri());
      assertThat(loader.getResource("META-INF/services/")).hasToString(url + "META-INF/services/");
      assertThat(Collections.list(loader.getResources("bang!"))).hasSize(1);
      assertThat(loader.getResource("missing")).isNull();

      UrlTest.class.getModule().addUses(Supplier.class);
      assertThat(ServiceLoader.load(Supplier.class, loader))
          .singleElement()
          .satisfies(greeting -> assertThat(greeting.getClass()).isSameAs(loaded))
          .satisfies(greeting -> assertThat(greeting.get()).isEqualTo("hello"));
    }
  }

  private Path path(Class<?> type, String name) {
    return mount.getPath("/d", type.getPackageName().replace('.', '/'), name);
  }

  @Test
  void whatIsNotThereIsNotFoundAsByAUrlOfTheDefaultProvider() throws IOException {
    for (String missing : List.of("none", "page.html/none")) {
      Class<?> expected = failure(tree.resolve(missing).toUri().toURL());
      assertThat(failure(new URL(base + "!/d/" + missing))).as(missing).isEqualTo(expected);
    }
  }

  private static Class<?> failure(URL url) {
    return assertThatThrownBy(url::openStream).as("%s", url).actual().getClass();
  }

  @Test
  void aUrlMountsNothing() throws IOException {
    URL url = mount.getPath("/d/page.html").toUri().toURL();
    mount.close();

    assertThatThrownBy(url::openStream).isInstanceOf(IOException.class);
    assertThat(url.openConnection().getContentLength()).isEqualTo(-1);
    mount = FileSystems.newFileSystem(URI.create(base), Map.of());
    assertThat(url.openStream()).hasContent("<html>");
    assertThatThrownBy(() -> new URL(base + "!/none").openStream()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> new URL(base + "!/a b").openStream())
        .isInstanceOf(MalformedURLException.class);
  }

  @Test
  void theTimeIsWrittenAsAUrlOfTheDefaultProviderHasIt() throws IOException {
    OffsetDateTime time = OffsetDateTime.parse("2021-03-05T06:07:08Z");
    Path plain = tree.resolve("page.html");
    Files.setLastModifiedTime(plain, FileTime.from(time.toInstant()));
    Path dated = directory.toRealPath().resolve("dated.img");
    ImageMaker.from(tree).date(time).make(dated);
    try (FileSystem ours = FileSystems.newFileSystem(URI.create("docteur:" + dated), Map.of())) {
      assertThat(lastModified(ours.getPath("/page.html"))).isEqualTo(lastModified(plain));
    }
  }

  private static String lastModified(Path path) throws IOException {
    URLConnection connection = path.toUri().toURL().openConnection();
    try (InputStream in = connection.getInputStream()) {
      assertThat(in).isNotNull();
      return connection.getHeaderField("last-modified");
    }
  }

  @Test
  void aFileFromAfterTheLastDateOfAHeaderHasNone() throws IOException {
    Path far = directory.toRealPath().resolve("far.img");
    ImageMaker.from(tree).date(OffsetDateTime.parse("+10000-01-01T00:00:00Z")).make(far);
    try (FileSystem late = FileSystems.newFileSystem(URI.create("docteur:" + far), Map.of())) {
      URLConnection connection = late.getPath("/page.html").toUri().toURL().openConnection();
      assertThat(connection.getInputStream()).hasContent("<html>");
      assertThat(connection.getLastModified()).isZero();
    }
  }

  @Test
  void otherProtocolsAreLeftToOthers() {
    DocteurUrlHandlerProvider provider = new DocteurUrlHandlerProvider();

    assertThat(provider.createURLStreamHandler("http")).isNull();
    assertThat(provider.createURLStreamHandler("docteur")).isInstanceOf(URLStreamHandler.class);
  }
}

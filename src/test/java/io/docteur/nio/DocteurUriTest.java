package io.docteur.nio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.layout.Names;
import java.net.URI;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocteurUriTest {
  private static final String ID = "0123456789abcdef0123456789abcdef01234567";

  @ParameterizedTest
  @CsvSource({
    "docteur:/dev/vdb, file:/dev/vdb, /",
    "DOCTEUR:/dev/vdb, file:/dev/vdb, /",
    "docteur:///dev/vdb, file:///dev/vdb, /",
    "docteur:/dev/vdb!/, file:/dev/vdb, /",
    "docteur:/dev/vdb!/dir/file, file:/dev/vdb, /dir/file",
    "docteur:/dev/vdb!/a%20b/c%21, file:/dev/vdb, /a b/c!",
    "docteur:file:///x.img, file:///x.img, /",
    "docteur:file:///x.img!/a, file:///x.img, /a",
    "docteur:/odd%21/x.img!/a, file:/odd%21/x.img, /a",
    "docteur:/odd!, file:/odd!, /",
    "docteur:jar:file:///a.zip!/x.img!/, jar:file:///a.zip!/x.img, /",
    "docteur:jar:file:///a.zip!/x.img!/d/f, jar:file:///a.zip!/x.img, /d/f",
    "docteur:jimfs://here/x.img, jimfs://here/x.img, /",
    "docteur:docteur:/a.img!/b.img!/c, docteur:/a.img!/b.img, /c",
    "docteur:/C:/x.img!/a, file:/C:/x.img, /a",
    "docteur:C:/x.img!/a, file:/C:/x.img, /a",
    "docteur:file:///C:/x.img!/a, file:///C:/x.img, /a",
  })
  void theLocationEndsAtTheLastSeparator(String uri, String location, String path) {
    DocteurUri parsed = DocteurUri.parse(URI.create(uri));

    assertThat(parsed.location()).hasToString(location);
    assertThat(new String(parsed.path(), ISO_8859_1)).isEqualTo(path);
    assertThat(parsed.commit()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docteur:/x.img",
        "docteur:/x.img!/",
        "docteur:/x.img!/a",
        "docteur:file:///x.img",
        "docteur:jar:file:///a.zip!/x.img!/"
      })
  void theQueryNamesACommit(String uri) {
    DocteurUri plain = DocteurUri.parse(URI.create(uri));
    DocteurUri pinned = DocteurUri.parse(URI.create(uri + "?commit=" + ID));

    assertThat(pinned.commit()).hasToString(ID);
    assertThat(pinned.location()).isEqualTo(plain.location());
    assertThat(pinned.path()).isEqualTo(plain.path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:/x.img",
        "x.img",
        "docteur:x.img",
        "docteur:x.img!/a",
        "docteur:/x.img#a",
        "docteur:/x.img?commit=abc",
        "docteur:/x.img?size=1",
        "docteur:/x.img!/a%00b"
      })
  void anythingElseIsRefused(String uri) {
    assertThatThrownBy(() -> DocteurUri.parse(URI.create(uri)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyNameComesBackFromItsUri() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path image = Path.of("/odd!/a b%.img").toAbsolutePath();
    for (int i = 0; i < 5_000; i++) {
      byte[] path = new byte[1 + random.nextInt(12)];
      for (int k = 0; k < path.length; k++) {
        path[k] = (byte) (random.nextInt(4) == 0 ? '!' : 1 + random.nextInt(255));
      }
      path[0] = '/';
      URI uri = DocteurUri.of(image, path, false);
      DocteurUri parsed = DocteurUri.parse(uri);
      assertThat(parsed.path()).as("%s, seed %d, round %d", uri, seed, i).isEqualTo(path);
      assertThat(parsed.file()).isEqualTo(image);
    }
  }

  @Test
  void aLoneSurrogateIsTheByteThatItEscapesOrRefused() {
    assertThat(DocteurUri.parse(URI.create("docteur:/x.img!/\uDC80")).path())
        .isEqualTo(Names.encode("/\uDC80"));
    URI other = URI.create("docteur:/x.img!/\uD800");
    assertThatThrownBy(() -> DocteurUri.parse(other)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void signsThatMeanSomethingInUrisAreEscaped() {
    byte[] path = Names.encode("/a b!/%#?\\é:\uDCFF");

    assertThat(DocteurUri.of(Path.of("/dev/vdb"), path, false))
        .hasToString("docteur:/dev/vdb!/a%20b%21/%25%23%3F%5C%C3%A9:%FF");
  }
}

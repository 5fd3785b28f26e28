package io.docteur.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.HttpAnswer;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a file is sent to a client that has some of it. */
class ConditionsAndRangesTest extends ServedRepository {
  @Test
  void aClientThatHasItIsToldSo() throws Exception {
    for (String tags : new String[] {tag("a.txt"), "\"x\", W/" + tag("a.txt"), "*"}) {
      HttpAnswer answer = get("/a.txt", "If-None-Match: " + tags);
      assertThat(answer.status()).as(tags).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers())
          .containsEntry("etag", tag("a.txt"))
          .containsEntry("vary", "Accept-Encoding")
          .containsKeys("last-modified", "cache-control")
          .doesNotContainKeys("content-length", "transfer-encoding");
    }
    assertThat(get("/a.txt", "If-None-Match: \"x\"").status()).isEqualTo(200);
    assertThat(get("/a.txt", "If-Modified-Since: " + date(0)).status()).isEqualTo(304);
    assertThat(get("/a.txt", "If-Modified-Since: " + date(-1)).status()).isEqualTo(200);
    assertThat(get("/a.txt", "If-Modified-Since: never").status()).isEqualTo(200);
    for (String tags : new String[] {"\"x\"", "x", ""}) { // quoted as they must be, or not
      assertThat(get("/a.txt", "If-None-Match: " + tags, "If-Modified-Since: " + date(0)).status())
          .as(tags)
          .isEqualTo(200);
    }
  }

  @Test
  void theDeflatedFormHasATagOfItsOwn() throws Exception {
    String deflated = '"' + id("large.bin") + "-deflate\"";
    String condition = "If-None-Match: " + deflated;
    HttpAnswer answer = get("/large.bin", condition, "Accept-Encoding: deflate");
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("etag")).isEqualTo(deflated);
    assertThat(get("/large.bin", condition).status()).isEqualTo(200);
  }

  @Test
  void aConditionThatDoesNotHoldIsRefused() throws Exception {
    assertThat(get("/a.txt", "If-Match: \"x\"").status()).isEqualTo(412);
    assertThat(get("/a.txt", "If-Match: W/" + tag("a.txt")).status()).isEqualTo(412);
    assertThat(get("/a.txt", "If-Match: x").status()).isEqualTo(412);
    assertThat(get("/a.txt", "If-Match: \"x\", " + tag("a.txt")).status()).isEqualTo(200);
    assertThat(get("/a.txt", "If-Match: *").status()).isEqualTo(200);
    assertThat(get("/a.txt", "If-Unmodified-Since: " + date(-1)).status()).isEqualTo(412);
    assertThat(get("/a.txt", "If-Unmodified-Since: " + date(0)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, bytes 0-9/10000, 0123456789",
    "bytes=9995-, bytes 9995-9999/10000, 56789",
    "bytes=-3, bytes 9997-9999/10000, 789",
    "bytes=9999-20000, bytes 9999-9999/10000, 9",
    "bytes=9999-99999999999999999999, bytes 9999-9999/10000, 9",
  })
  void aRangeIsOfTheContentAsItIs(String range, String sent, String part) throws Exception {
    HttpAnswer answer = get("/a.txt", "Range: " + range, "Accept-Encoding: deflate");
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.text()).isEqualTo(part);
    assertThat(answer.headers())
        .containsEntry("content-range", sent)
        .containsEntry("etag", tag("a.txt"))
        .doesNotContainKey("content-encoding");
  }

  @Test
  void theDigitsOfTheLocaleAreNotThoseOfARange() throws Exception {
    Locale locale = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      aRangeIsOfTheContentAsItIs("bytes=0-9", "bytes 0-9/10000", "0123456789");
    } finally {
      Locale.setDefault(locale);
    }
  }

  @Test
  void aRangeOfALargeFileIsExact() throws Exception {
    HttpAnswer answer = get("/large.bin", "Range: bytes=100000-");
    assertThat(answer.body()).hasSize(LARGE + 3 - 100_000);
    assertThat(answer.text()).endsWith("\0end");
  }

  @Test
  void aRangeBehindTheEndCannotBeSatisfied() throws Exception {
    HttpAnswer answer = get("/a.txt", "Range: bytes=10000-");
    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("content-range")).isEqualTo("bytes */10000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,5-6", "lines=1-2"})
  void aRangeMayBePassedOver(String range) throws Exception {
    HttpAnswer answer = get("/a.txt", "Range: " + range);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(TEXT);
  }

  @Test
  void aRangeIsSentOnlyToWhoHasTheRest() throws Exception {
    String range = "Range: bytes=0-0";
    assertThat(get("/a.txt", range, "If-Range: " + tag("a.txt")).status()).isEqualTo(206);
    assertThat(get("/a.txt", range, "If-Range: " + date(0)).status()).isEqualTo(206);
    assertThat(get("/a.txt", range, "If-Range: \"x\"").status()).isEqualTo(200);
    assertThat(get("/a.txt", range, "If-Range: W/" + tag("a.txt")).status()).isEqualTo(200);
    assertThat(get("/a.txt", range, "If-Range: " + date(1)).status()).isEqualTo(200);
  }
}

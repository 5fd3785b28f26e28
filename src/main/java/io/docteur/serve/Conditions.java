package io.docteur.serve;

import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The conditions of a request, in the order of RFC 9110, section 13.2.2. One of tags takes the
 * place of one of times, even where no tag can be read in it.
 *
 * @param request the headers of the request
 * @param tags the entity tags that the client may be sent; each pins the content, so that any of
 *     them that the client has tells that its copy is good
 * @param modified when the content was last modified
 */
record Conditions(HttpFields request, List<String> tags, Instant modified) {
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"[^\"]*\"|[*]");
  private static final String ANY = "*";
  private static final String WEAK = "W/";

  /** Tells whether the request is to be refused with 412. */
  boolean fail() {
    if (request.contains(HttpHeader.IF_MATCH)) {
      List<String> match = list(HttpHeader.IF_MATCH);
      return !match.contains(ANY) && tags.stream().noneMatch(match::contains);
    }
    Instant limit = date(HttpHeader.IF_UNMODIFIED_SINCE);
    return limit != null && modified.isAfter(limit);
  }

  /** Returns the tag of the copy that the client has and may use, or null when it has none. */
  String unchanged() {
    if (request.contains(HttpHeader.IF_NONE_MATCH)) {
      List<String> noneMatch = list(HttpHeader.IF_NONE_MATCH);
      return tags.stream()
          .filter(tag -> noneMatch.contains(tag) || noneMatch.contains(WEAK + tag))
          .findFirst()
          .orElse(noneMatch.contains(ANY) ? tags.get(0) : null);
    }
    Instant limit = date(HttpHeader.IF_MODIFIED_SINCE);
    return limit == null || modified.isAfter(limit) ? null : tags.get(0);
  }

  /** Tells whether a range may be sent: the client has other parts of the same, or asks nothing. */
  boolean allowRange() {
    String value = request.get(HttpHeader.IF_RANGE);
    return value == null
        || value.strip().equals(tags.get(0))
        || modified.equals(date(HttpHeader.IF_RANGE));
  }

  /** Returns a date, or null where there is none that can be read. */
  private Instant date(HttpHeader header) {
    String value = request.get(header);
    if (value == null) {
      return null;
    }
    try {
      return Instant.ofEpochMilli(HttpDateTime.parseToEpoch(value));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Returns the entity tags of a header as they stand there, quoted. */
  private List<String> list(HttpHeader header) {
    return request.getFields(header).stream()
        .flatMap(field -> TAG.matcher(field.getValue()).results())
        .map(MatchResult::group)
        .toList();
  }
}

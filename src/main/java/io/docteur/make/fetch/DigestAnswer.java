package io.docteur.make.fetch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A user's answer to a server that wants a digest: RFC 7616. JGit signs the whole URL, where
 * servers expect the path that they are asked for: the rest is another one behind a proxy.
 */
final class DigestAnswer {
  static final String SCHEME = "Digest ";

  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** What stands without quotes. */
  private static final Set<String> BARE = Set.of("algorithm", "qop", "nc");

  private DigestAnswer() {}

  /**
   * Returns an answer of JGit's, signed anew.
   *
   * @param target the path of the request, with its query
   */
  static String of(String answer, String method, String target, String password) {
    Map<String, String> values = new LinkedHashMap<>();
    Matcher parameter = PARAMETER.matcher(answer);
    while (parameter.find()) {
      values.put(parameter.group(1), parameter.group(2));
    }
    values.put("uri", target);
    String user = md5(values.get("username"), values.get("realm"), password);
    String request = md5(method, target);
    String nonce = values.get("nonce");
    values.put(
        "response",
        values.containsKey("nc")
            ? md5(user, nonce, values.get("nc"), values.get("cnonce"), values.get("qop"), request)
            : md5(user, nonce, request));
    return values.entrySet().stream()
        .map(value -> value.getKey() + "=" + quoted(value.getKey(), value.getValue()))
        .collect(Collectors.joining(", ", SCHEME, ""));
  }

  private static String quoted(String name, String value) {
    return BARE.contains(name) ? value : '"' + value + '"';
  }

  private static String md5(String... parts) {
    try {
      byte[] bytes = String.join(":", parts).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}

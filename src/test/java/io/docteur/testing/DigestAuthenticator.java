package io.docteur.testing;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks for a digest, among other things, in one line: RFC 7616. */
final class DigestAuthenticator extends Authenticator {
  private static final String REALM = "git";
  private static final String CHALLENGES =
      "Bearer realm=\"a, b\", Digest realm=\"git\", nonce=\"n0\", algorithm=MD5, qop=\"auth\"";
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^\",]+))");

  private final String user;
  private final String password;

  DigestAuthenticator(String user, String password) {
    this.user = user;
    this.password = password;
  }

  @Override
  public Result authenticate(HttpExchange exchange) {
    String answer = exchange.getRequestHeaders().getFirst("Authorization");
    if (answer != null && isRight(exchange, answer)) {
      return new Success(new HttpPrincipal(user, REALM));
    }
    exchange.getResponseHeaders().set("WWW-Authenticate", CHALLENGES);
    return new Retry(401);
  }

  private boolean isRight(HttpExchange exchange, String answer) {
    Map<String, String> values = new HashMap<>();
    Matcher parameter = PARAMETER.matcher(answer);
    while (parameter.find()) {
      String quoted = parameter.group(2);
      values.put(parameter.group(1), quoted == null ? parameter.group(3) : quoted);
    }
    String target = exchange.getRequestURI().toString();
    String right =
        md5(
            md5(user, REALM, password),
            "n0",
            values.get("nc"),
            values.get("cnonce"),
            "auth",
            md5(exchange.getRequestMethod(), target));
    return target.equals(values.get("uri")) && right.equals(values.get("response"));
  }

  private static String md5(String... parts) {
    try {
      byte[] bytes = String.join(":", parts).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

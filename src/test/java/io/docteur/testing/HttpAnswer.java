package io.docteur.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a server sent, to a request that went out byte for byte as it was given.
 *
 * @param headers by their names in lower case
 * @param body with no transfer coding, but with its content coding
 */
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
  private static final int HEX = 16;

  /**
   * Sends a request and reads all of the answer.
   *
   * @param server its address
   * @param method for example {@code GET}
   * @param path is sent as it is
   * @param headers lines, without their ends
   */
  public static HttpAnswer to(URI server, String method, String path, String... headers)
      throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    request.append("Host: ").append(server.getAuthority()).append("\r\nConnection: close\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      byte[] bytes = request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
      socket.getOutputStream().write(bytes);
      return parse(socket.getInputStream());
    }
  }

  private static HttpAnswer parse(InputStream in) throws IOException {
    int status = Integer.parseInt(line(in).split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.put(name, line.substring(colon + 1).strip());
    }
    byte[] rest = in.readAllBytes();
    boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
    return new HttpAnswer(status, headers, chunked ? unchunk(rest) : rest);
  }

  private static byte[] unchunk(byte[] chunks) throws IOException {
    InputStream in = new ByteArrayInputStream(chunks);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = size(in); size > 0; size = size(in)) {
      body.write(in.readNBytes(size));
      line(in);
    }
    return body.toByteArray();
  }

  private static int size(InputStream in) throws IOException {
    return in.available() == 0 ? 0 : Integer.parseInt(line(in), HEX);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  /** Returns a header, or null. */
  public String header(String name) {
    return headers.get(name);
  }

  /** Returns the body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}

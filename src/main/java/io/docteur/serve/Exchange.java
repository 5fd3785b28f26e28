package io.docteur.serve;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;

/**
 * A request and the response to it.
 *
 * @param callback what is told when the response has been sent
 */
record Exchange(Request request, Response response, Callback callback) {
  /** What is read at once; larger content is read piece by piece while it is sent. */
  private static final int PIECE = 64 << 10;

  /** Returns the headers of the response. */
  HttpFields.Mutable headers() {
    return response.getHeaders();
  }

  /** Tells whether the client wants the headers alone. */
  boolean isHead() {
    return HttpMethod.HEAD.is(request.getMethod());
  }

  /** Answers with a status alone. */
  void end(int status) {
    response.setStatus(status);
    callback.succeeded();
  }

  /**
   * Answers that the client's copy is good. A length would be that of the content (RFC 9110,
   * section 8.6), and Jetty gives the length 0 to an answer that ends with its first write.
   */
  void unchanged() {
    response.setStatus(HttpStatus.NOT_MODIFIED_304);
    response.write(false, null, callback);
  }

  /** Answers with a page that tells of a failure, and no headers but these. */
  void error(int status, HttpField... headers) {
    if (!response.isCommitted()) {
      response.reset();
    }
    for (HttpField header : headers) {
      headers().put(header);
    }
    Response.writeError(request, response, callback, status);
  }

  /**
   * Sends bytes of a channel, which is closed afterwards.
   *
   * @param first the position of the first byte
   * @param length the number of bytes
   */
  void send(SeekableByteChannel channel, long first, long length) throws IOException {
    headers().put(HttpHeader.CONTENT_LENGTH, length);
    if (isHead()) {
      IO.close(channel);
      callback.succeeded();
    } else if (length <= PIECE) {
      response.write(true, read(channel, first, (int) length), callback);
    } else {
      copy(Content.Source.from(pieces(), channel, first, length), channel);
    }
  }

  /** Sends the bytes of a stream, which is read while they are sent, and closed afterwards. */
  void send(InputStream in) {
    copy(Content.Source.from(pieces(), in), in);
  }

  /** Sends as much at a time as the client takes; no thread waits for it. */
  private void copy(Content.Source source, Closeable closed) {
    Content.copy(source, response, Callback.from(() -> IO.close(closed), callback));
  }

  private ByteBufferPool.Sized pieces() {
    return new ByteBufferPool.Sized(request.getComponents().getByteBufferPool(), false, PIECE);
  }

  private static ByteBuffer read(SeekableByteChannel channel, long first, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try (channel) {
      channel.position(first);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // reads on
      }
    }
    return bytes.flip();
  }
}

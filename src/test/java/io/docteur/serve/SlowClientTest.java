package io.docteur.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.make.ImageMaker;
import io.docteur.testing.HttpAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server of a directory whose listing is more than the buffers of two sockets hold. */
class SlowClientTest {
  private static final int FILES = 20_000;

  private static final int RECEIVED = 4096;

  /** In a link each byte of it takes three. */
  private static final String LONG_NAME = "é".repeat(120);

  /** More than a server of Jetty has threads. */
  private static final int CLIENTS = 250;

  private static Path image;

  private final List<Socket> clients = new ArrayList<>();
  private FileSystem mounted;
  private DocteurServer server;

  @BeforeAll
  static void make(@TempDir Path directory) throws IOException {
    Path source = Files.createDirectory(directory.resolve("source"));
    for (int i = 0; i < FILES; i++) {
      Files.createFile(source.resolve(LONG_NAME + i));
    }
    Files.writeString(source.resolve("small"), "text");
    image = directory.resolve("disk.img");
    ImageMaker.from(source).make(image);
  }

  @BeforeEach
  void serve() throws IOException {
    mounted = ServedRepository.mount(image);
    server = DocteurServer.start(mounted, ServedRepository.ANY_PORT);
  }

  @AfterEach
  void stop() throws IOException {
    leave();
    server.close();
    mounted.close();
  }

  private void leave() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  /** Asks for the listing, and takes nothing of it. */
  private Socket ask() throws IOException {
    Socket client = new Socket();
    clients.add(client);
    client.setReceiveBufferSize(RECEIVED); // else the system takes megabytes for it
    client.connect(new InetSocketAddress(server.uri().getHost(), server.uri().getPort()));
    String request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  @Test
  void clientsThatAreSlowToTakeAListingHoldNobodyUp() throws Exception {
    Socket first = ask();
    for (int i = 1; i < CLIENTS; i++) {
      ask();
    }
    assertThat(HttpAnswer.to(server.uri(), "GET", "/small").text()).isEqualTo("text");
    // Had the answer waited for those to be given up, this one would be.
    byte[] listing = first.getInputStream().readAllBytes();
    assertThat(new String(listing, StandardCharsets.UTF_8)).endsWith("</html>\n");
  }

  @Test
  void aClientThatLeavesIsNothingToTellOf() throws Exception {
    List<LogRecord> told = new ArrayList<>();
    Logger logger = Logger.getLogger("io.docteur.serve");
    Handler handler = new Collector(told);
    logger.addHandler(handler);
    try {
      assertThat(ask().getInputStream().read()).isEqualTo('H');
      leave();
      server.close(); // waits for the answer to end
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(told).isEmpty();
  }

  /** Keeps what is told. */
  private static final class Collector extends Handler {
    private final List<LogRecord> told;

    Collector(List<LogRecord> told) {
      this.told = told;
    }

    @Override
    public synchronized void publish(LogRecord entry) {
      told.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

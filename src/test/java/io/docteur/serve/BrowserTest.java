package io.docteur.serve;

import io.docteur.nio.DocteurFileSystemProvider;
import io.docteur.testing.BrowserContract;
import io.docteur.testing.JavadocImage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A browser reads Javadoc from an image through our server, here in this virtual machine. */
class BrowserTest extends BrowserContract {
  @TempDir Path images;
  private FileSystem mounted;
  private DocteurServer server;

  @Override
  protected URI site() throws IOException {
    Path image = JavadocImage.make(images);
    mounted = new DocteurFileSystemProvider().newFileSystem(image, Map.of());
    server = DocteurServer.start(mounted, InetSocketAddress.createUnresolved("127.0.0.1", 0));
    return server.uri();
  }

  @AfterEach
  void stopServer() throws IOException {
    if (server != null) {
      server.close();
      mounted.close();
    }
  }
}

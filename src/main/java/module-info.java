/** A read-only file system in one file: a git pack with its index, read through java.nio.file. */
module io.docteur {
  requires static org.eclipse.jgit;
  requires static org.eclipse.jgit.ssh.apache;
  requires static org.apache.sshd.osgi;
  requires static com.google.common;
  requires static info.picocli;
  requires static org.eclipse.jetty.server;

  exports io.docteur;
  exports io.docteur.make;
  exports io.docteur.nio;
  exports io.docteur.serve;
  exports io.docteur.verify;

  opens io.docteur.cli to
      info.picocli;

  provides java.net.spi.URLStreamHandlerProvider with
      io.docteur.nio.DocteurUrlHandlerProvider;
  provides java.nio.file.spi.FileSystemProvider with
      io.docteur.nio.DocteurFileSystemProvider;
}

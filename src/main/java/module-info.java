/** A read-only file system in one file: a git pack with its index, read through java.nio.file. */
module io.docteur {
  requires static org.eclipse.jgit;
  requires static com.google.common;
  requires static info.picocli;

  exports io.docteur;
  exports io.docteur.make;

  opens io.docteur.cli to
      info.picocli;
}

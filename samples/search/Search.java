import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.store.NoLockFactory;

/**
 * Full-text search over an image with Apache Lucene. {@code index docs.img DIRECTORY} indexes the
 * texts of an image; {@code find docs.img index.img WORD...} searches with an index that lies in an
 * image itself, and prints the lines that hold the first word.
 */
public final class Search {
  private static final int MOST = 5;
  private static final long LARGEST = 1 << 20;

  private Search() {}

  public static void main(String[] args) throws Exception {
    try (FileSystem docs = FileSystems.newFileSystem(Path.of(args[1]))) {
      if (args[0].equals("index")) {
        index(docs, Path.of(args[2]));
      } else {
        try (FileSystem index = FileSystems.newFileSystem(Path.of(args[2]))) {
          find(docs, index, Arrays.asList(args).subList(3, args.length));
        }
      }
    }
  }

  private static void index(FileSystem docs, Path directory) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(new StandardAnalyzer());
    try (Directory target = FSDirectory.open(directory);
        IndexWriter writer = new IndexWriter(target, config);
        Stream<Path> walk = Files.walk(docs.getPath("/"))) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        if (Files.size(file) <= LARGEST) {
          add(file, writer);
        }
      }
      writer.forceMerge(1);
    }
  }

  private static void add(Path file, IndexWriter writer) throws IOException {
    try {
      Document document = new Document();
      document.add(new TextField("text", Files.readString(file), Field.Store.NO));
      document.add(new StringField("path", file.toString(), Field.Store.YES));
      writer.addDocument(document);
    } catch (CharacterCodingException e) {
      // not a text
    }
  }

  private static void find(FileSystem docs, FileSystem index, List<String> words) throws Exception {
    Query query =
        new QueryParser("text", new StandardAnalyzer()).parse(String.join(" AND ", words));
    // An image needs no locks: it never changes.
    try (Directory source = new NIOFSDirectory(index.getPath("/"), NoLockFactory.INSTANCE);
        DirectoryReader reader = DirectoryReader.open(source)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      for (ScoreDoc hit : searcher.search(query, MOST).scoreDocs) {
        String path = searcher.storedFields().document(hit.doc).get("path");
        System.out.printf("%.2f %s%n", hit.score, path);
        try (Stream<String> lines = Files.lines(docs.getPath(path))) {
          lines
              .filter(line -> line.toLowerCase().contains(words.get(0).toLowerCase()))
              .findFirst()
              .ifPresent(line -> System.out.println("     " + line.strip()));
        }
      }
    }
  }
}

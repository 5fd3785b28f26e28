package io.docteur.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneTest {
  private static final int DOCUMENTS = 2_000;
  private static final String[] WORDS = {"image", "pack", "index", "layout", "tree", "blob"};

  @TempDir Path directory;

  @Test
  void anIndexInAnImageIsSearchedAsOneInADirectory() throws IOException {
    Path index = directory.resolve("tree/index");
    write(index);
    try (MountedDirectory mount = new MountedDirectory(directory.resolve("tree"));
        Directory plain = new NIOFSDirectory(index);
        Directory mounted = new NIOFSDirectory(mount.path("/index"));
        DirectoryReader expected = DirectoryReader.open(plain);
        DirectoryReader actual = DirectoryReader.open(mounted)) {
      assertThat(actual.numDocs()).isEqualTo(DOCUMENTS);
      for (String word : WORDS) {
        assertSame(new TermQuery(new Term("text", word)), expected, actual);
        assertSame(new PhraseQuery("text", word, "pack"), expected, actual);
      }
      assertSame(new TermQuery(new Term("id", "1234")), expected, actual);
      assertSame(new TermQuery(new Term("text", "nowhere")), expected, actual);
      for (String file : mounted.listAll()) {
        assertThat(mounted.fileLength(file)).isEqualTo(plain.fileLength(file));
      }
    }
  }

  private static void write(Path index) throws IOException {
    Random random = new Random(1);
    try (Directory out = new NIOFSDirectory(index);
        StandardAnalyzer analyzer = new StandardAnalyzer();
        IndexWriter writer = new IndexWriter(out, new IndexWriterConfig(analyzer))) {
      for (int i = 0; i < DOCUMENTS; i++) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(50); n > 0; n--) {
          text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        Document document = new Document();
        document.add(new StringField("id", "" + i, Field.Store.YES));
        document.add(new TextField("text", text.toString(), Field.Store.YES));
        document.add(new NumericDocValuesField("number", i));
        writer.addDocument(document);
      }
    }
  }

  private static void assertSame(Query query, DirectoryReader expected, DirectoryReader actual)
      throws IOException {
    IndexSearcher model = new IndexSearcher(expected);
    IndexSearcher searcher = new IndexSearcher(actual);
    TopDocs wanted = model.search(query, 20);
    TopDocs found = searcher.search(query, 20);
    assertThat(found.totalHits).isEqualTo(wanted.totalHits);
    for (int i = 0; i < wanted.scoreDocs.length; i++) {
      ScoreDoc hit = found.scoreDocs[i];
      assertThat(hit.score).isEqualTo(wanted.scoreDocs[i].score);
      assertThat(searcher.storedFields().document(hit.doc).get("text"))
          .isEqualTo(model.storedFields().document(wanted.scoreDocs[i].doc).get("text"));
    }
  }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Numbers of what was compared, one row each: as Markdown, as CSV and as a picture. */
final class Table {
  private final List<String> measures;
  private final List<Row> rows = new ArrayList<>();
  private String caption = "";

  private record Row(String title, double[] numbers) {}

  Table(String... measures) {
    this.measures = List.of(measures);
  }

  /** Adds a row; NaN is a number that there is not. */
  void row(String title, double[] numbers) {
    if (numbers.length != measures.size()) {
      throw new IllegalArgumentException(title + " has " + numbers.length + " numbers");
    }
    rows.add(new Row(title, numbers));
  }

  void caption(String text) {
    caption = text;
  }

  /** Prints it as Markdown, a line for each measure. */
  void print() {
    System.out.print(markdown());
  }

  /**
   * Writes {@code start.md}, {@code start.csv} and {@code start.svg}.
   *
   * @param start the start of the names
   */
  void write(Path start) throws IOException {
    Files.writeString(start.resolveSibling(start.getFileName() + ".md"), markdown());
    Files.writeString(start.resolveSibling(start.getFileName() + ".csv"), csv());
    Files.writeString(start.resolveSibling(start.getFileName() + ".svg"), svg());
  }

  private String markdown() {
    StringBuilder text = new StringBuilder();
    line(text, "", rows.stream().map(Row::title).toList());
    text.append("| --- |").append(" ---: |".repeat(rows.size())).append('\n');
    for (int i = 0; i < measures.size(); i++) {
      int measure = i;
      line(
          text,
          measures.get(i),
          rows.stream().map(row -> Bench.number(row.numbers[measure])).toList());
    }
    return text.append('\n').append(caption).append('\n').toString();
  }

  private static void line(StringBuilder text, String first, List<String> others) {
    text.append("| ").append(first).append(" |");
    others.forEach(cell -> text.append(' ').append(cell).append(" |"));
    text.append('\n');
  }

  private String csv() {
    StringBuilder text = new StringBuilder();
    text.append(",").append(quoted(measures)).append('\n');
    for (Row row : rows) {
      List<String> cells = new ArrayList<>(List.of(row.title));
      Arrays.stream(row.numbers)
          .mapToObj(number -> Double.isNaN(number) ? "" : Double.toString(number))
          .forEach(cells::add);
      text.append(quoted(cells)).append('\n');
    }
    return text.toString();
  }

  private static String quoted(List<String> cells) {
    return cells.stream().map(cell -> '"' + cell + '"').collect(Collectors.joining(","));
  }

  private String svg() {
    Picture picture = new Picture(rows.size(), measures.size(), caption);
    for (int i = 0; i < measures.size(); i++) {
      int measure = i;
      picture.panel(
          measures.get(i),
          rows.stream().map(Row::title).toList(),
          IntStream.range(0, rows.size())
              .mapToDouble(row -> rows.get(row).numbers[measure])
              .toArray());
    }
    return picture.finish();
  }

  /** A panel of bars for each measure; a panel's longest bar is its largest number. */
  private static final class Picture {
    private static final int COLUMNS = 2;
    private static final int PANEL_WIDTH = 480;
    private static final int LINE = 18;
    private static final int HEAD = 34;
    private static final int LABEL = 190;
    private static final int BAR = 190;

    private final StringBuilder text = new StringBuilder();
    private final int panelHeight;
    private final int height;
    private int panels;

    Picture(int rows, int panels, String caption) {
      panelHeight = HEAD + rows * LINE + LINE;
      height = (panels + COLUMNS - 1) / COLUMNS * panelHeight + 2 * LINE;
      add(
          "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'"
              + " font-family='sans-serif' font-size='12'>%n",
          COLUMNS * PANEL_WIDTH, height);
      add("<rect width='100%%' height='100%%' fill='white'/>%n");
      label(LINE, height - LINE, "start", "fill='#666'", caption);
    }

    void panel(String title, List<String> labels, double[] numbers) {
      int left = panels % COLUMNS * PANEL_WIDTH;
      int top = panels / COLUMNS * panelHeight + HEAD;
      panels++;
      label(left + LINE, top - LINE / 2, "start", "font-weight='bold'", title);
      double largest = Arrays.stream(numbers).filter(Double::isFinite).max().orElse(1);
      for (int i = 0; i < numbers.length; i++) {
        int base = top + (i + 1) * LINE - 5;
        boolean ours = labels.get(i).startsWith("docteur");
        label(left + LABEL - 6, base, "end", "", labels.get(i));
        if (Double.isFinite(numbers[i])) {
          double width = Math.max(1, numbers[i] / largest * BAR);
          add(
              "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>%n",
              left + LABEL, base - 11, width, LINE - 4, ours ? "#2a6fb0" : "#b8b8b8");
          label((int) (left + LABEL + width + 5), base, "start", "", Bench.number(numbers[i]));
        } else {
          label(left + LABEL, base, "start", "fill='#999'", "–");
        }
      }
    }

    private void label(int x, int y, String anchor, String style, String words) {
      String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
      add("<text x='%d' y='%d' text-anchor='%s' %s>%s</text>%n", x, y, anchor, style, escaped);
    }

    String finish() {
      return text.append("</svg>\n").toString();
    }

    private void add(String format, Object... values) {
      text.append(Bench.text(format, values));
    }
  }
}

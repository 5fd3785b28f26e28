import com.sun.management.OperatingSystemMXBean;
import io.docteur.make.ImageMaker;
import io.docteur.serve.DocteurServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContentFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * Loads the server of an image beside Jetty's own handler of files on the plain directory, all on
 * loopback, by {@code wrk}. The argument is the directory; its files are asked for in a random
 * order.
 */
public final class Serve {
  private static final int WARM_UP_SECONDS = 6;
  private static final int SECONDS = 10;
  private static final String CONNECTIONS = "16";
  private static final Pattern SUMMARY = Pattern.compile("(\\d+) requests in ([0-9.]+)s, ");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern BYTES = Pattern.compile("Transfer/sec:\\s+([0-9.]+[KMG]?B)");

  private static double directoryRate;
  private static double directoryPerProcessor;

  private Serve() {}

  public static void main(String[] args) throws Exception {
    Path source = Path.of(args[0]).toRealPath();
    Bench.inTemporaryDirectory(directory -> measure(source, directory));
  }

  private static void measure(Path source, Path directory) throws Exception {
    Path script = script(source, directory);
    Path image = directory.resolve("deltas.img");
    Path whole = directory.resolve("whole.img");
    ImageMaker.from(source).make(image);
    ImageMaker.from(source).window(0).make(whole);
    System.out.printf(
        Locale.ROOT,
        "%.0f MB as an image, %.0f MB without deltas.%n%n",
        Files.size(image) / 1e6,
        Files.size(whole) / 1e6);
    Bench.head(
        "", "requests/s", "ratio", "requests per second of processor", "ratio", "transfer/s");
    for (boolean measured : new boolean[] {false, true}) { // the first round warms up
      directory("directory", source, script, true, measured);
      directory("directory, without Jetty's cache", source, script, false, measured);
      image("image", image, script, "identity", measured);
      image("image, deflate accepted", image, script, "deflate", measured);
      image("image without deltas", whole, script, "identity", measured);
      image("image without deltas, deflate accepted", whole, script, "deflate", measured);
    }
  }

  /** Writes what makes wrk ask for each file in turn. */
  private static Path script(Path source, Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(source)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        String path = source.toUri().relativize(file.toUri()).getRawPath();
        lines.add("paths[#paths + 1] = \"/" + path + "\"");
      }
    }
    Collections.shuffle(lines, new Random(0));
    lines.add(0, "local paths = {}");
    lines.add("local i = 0");
    lines.add("request = function()");
    lines.add("  i = i % #paths + 1");
    lines.add("  return wrk.format(\"GET\", paths[i])");
    lines.add("end");
    return Files.write(directory.resolve("paths.lua"), lines);
  }

  private static void directory(String name, Path source, Path script, boolean cached, boolean measured)
      throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ResourceHandler handler = cached ? new ResourceHandler() : new Uncached();
    handler.setBaseResource(ResourceFactory.of(server).newResource(source));
    server.setHandler(handler);
    server.start();
    try {
      load(name, URI.create("http://127.0.0.1:" + connector.getLocalPort()), script, "identity", measured);
    } finally {
      server.stop();
    }
  }

  private static final class Uncached extends ResourceHandler {
    @Override
    protected HttpContent.Factory newHttpContentFactory(ByteBufferPool.Sized buffers) {
      return new ResourceHttpContentFactory(getBaseResource(), getMimeTypes(), buffers);
    }
  }

  private static void image(String name, Path image, Path script, String coding, boolean measured)
      throws Exception {
    try (FileSystem files = Bench.mount(image, Map.of());
        DocteurServer server =
            DocteurServer.start(files, new InetSocketAddress("127.0.0.1", 0))) {
      load(name, server.uri(), script, coding, measured);
    }
  }

  private static void load(String name, URI server, Path script, String coding, boolean measured)
      throws Exception {
    Bench.progress("loading %s", name);
    wrk(WARM_UP_SECONDS, server, script, coding);
    if (!measured) {
      return;
    }
    long before = processorNanos();
    String report = wrk(SECONDS, server, script, coding);
    double processor = (processorNanos() - before) / 1e9;
    double rate = Double.parseDouble(find(RATE, report).group(1));
    double perProcessor = Double.parseDouble(find(SUMMARY, report).group(1)) / processor;
    if (directoryRate == 0) {
      directoryRate = rate;
      directoryPerProcessor = perProcessor;
    }
    Bench.row(
        name,
        Bench.number(rate),
        Bench.number(rate / directoryRate),
        Bench.number(perProcessor),
        Bench.number(perProcessor / directoryPerProcessor),
        find(BYTES, report).group(1));
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static String wrk(int seconds, URI server, Path script, String coding)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "wrk",
            "-t1",
            "-c" + CONNECTIONS,
            "-d" + seconds + "s",
            "-H",
            "Accept-Encoding: " + coding,
            "-s",
            script.toString(),
            server.toString());
    Process process = builder.redirectErrorStream(true).start();
    String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0 || report.contains("Non-2xx") || report.contains("Socket errors")) {
      throw new IOException("wrk found failures: " + report);
    }
    return report;
  }

  private static Matcher find(Pattern pattern, String report) throws IOException {
    Matcher matcher = pattern.matcher(report);
    if (!matcher.find()) {
      throw new IOException("wrk tells no " + pattern + ": " + report);
    }
    return matcher;
  }
}

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
import java.util.LinkedHashMap;
import java.util.List;
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
  private static final int ROUNDS = 3;
  private static final String DURATION = "5s";
  private static final String CONNECTIONS = "16";
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

  /** Of each server and round, the requests a second, and those a second of the processor. */
  private static final Map<String, List<double[]>> RESULTS = new LinkedHashMap<>();

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
    ImageMaker.from(source).depth(0).make(whole);
    System.out.println(
        Bench.text(
            "%.0f MB as an image, %.0f MB without deltas.%n",
            Files.size(image) / 1e6, Files.size(whole) / 1e6));
    // In turns, so that what else the machine does meets all alike; the first round warms up.
    for (int round = 0; round <= ROUNDS; round++) {
      directory("directory", source, script, true);
      directory("directory, without Jetty's cache", source, script, false);
      image("image", image, script, "identity");
      image("image, deflate accepted", image, script, "deflate");
      image("image without deltas", whole, script, "identity");
      image("image without deltas, deflate accepted", whole, script, "deflate");
    }
    print();
  }

  private static void print() {
    Bench.head("", "requests/s", "ratio", "requests per second of processor", "ratio");
    double[] first = null;
    for (Map.Entry<String, List<double[]>> result : RESULTS.entrySet()) {
      List<double[]> measured = result.getValue().subList(1, ROUNDS + 1);
      double rate = Bench.median(measured.stream().mapToDouble(r -> r[0]).toArray());
      double perProcessor = Bench.median(measured.stream().mapToDouble(r -> r[1]).toArray());
      first = first == null ? new double[] {rate, perProcessor} : first;
      Bench.row(
          result.getKey(),
          Bench.number(rate),
          Bench.number(rate / first[0]),
          Bench.number(perProcessor),
          Bench.number(perProcessor / first[1]));
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

  private static void directory(String name, Path source, Path script, boolean cached)
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
      load(name, URI.create("http://127.0.0.1:" + connector.getLocalPort()), script, "identity");
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

  private static void image(String name, Path image, Path script, String coding) throws Exception {
    try (FileSystem files = Bench.mount(image, Map.of());
        DocteurServer server = DocteurServer.start(files, new InetSocketAddress("127.0.0.1", 0))) {
      load(name, server.uri(), script, coding);
    }
  }

  private static void load(String name, URI server, Path script, String coding) throws Exception {
    Bench.progress("loading %s", name);
    long before = processorNanos();
    String report = wrk(server, script, coding);
    double processor = (processorNanos() - before) / 1e9;
    double requests = Double.parseDouble(find(REQUESTS, report));
    double[] result = {Double.parseDouble(find(RATE, report)), requests / processor};
    RESULTS.computeIfAbsent(name, absent -> new ArrayList<>()).add(result);
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static String wrk(URI server, Path script, String coding) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "wrk",
            "-t1",
            "-c" + CONNECTIONS,
            "-d" + DURATION,
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

  private static String find(Pattern pattern, String report) throws IOException {
    Matcher matcher = pattern.matcher(report);
    if (!matcher.find()) {
      throw new IOException("wrk tells no " + pattern + ": " + report);
    }
    return matcher.group(1);
  }
}

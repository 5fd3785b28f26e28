package app;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** An application: its class and its resource lie in an image, and it need not know. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    try (InputStream in = Main.class.getResourceAsStream("greeting.txt")) {
      String greeting = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      System.out.println(greeting + ", " + String.join(" ", args) + "!");
    }
    System.out.println("from " + Main.class.getProtectionDomain().getCodeSource().getLocation());
  }
}

package io.docteur.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * What a reader does with Javadoc in a browser, here Chromium: whoever serves the image of {@link
 * JavadocImage} passes it, wherever the server runs. What the search box shows goes into a
 * screenshot, {@code target/browser.png}.
 */
public abstract class BrowserContract {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private static final Path SCREENSHOT = Path.of("target", "browser.png");

  /** Only tells a hang from work. */
  private static final Duration LONGEST = Duration.ofMinutes(3);

  @TempDir Path directory;
  private ChromeDriver browser;

  /** Returns the address of the site. */
  protected abstract URI site() throws Exception;

  @BeforeEach
  protected final void startBrowser() throws IOException {
    assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is absent: " + CHROMIUM);
    assumeTrue(Files.isExecutable(DRIVER), "Chromium's driver is absent: " + DRIVER);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + Files.createDirectory(directory.resolve("profile")));
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    browser = new ChromeDriver(service, options);
    browser.manage().timeouts().implicitlyWait(LONGEST);
    browser.manage().window().setSize(new Dimension(1000, 640));
  }

  @AfterEach
  protected final void stopBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  void javadocIsReadClickedThroughAndSearched() throws Exception {
    browser.get(site().toString());
    assertThat(browser.getTitle()).contains("Overview");

    find(By.linkText("io.docteur.nio")).click();
    find(By.linkText("DocteurOptions")).click();
    find(By.xpath("//h1[contains(., 'DocteurOptions')]"));

    WebElement box = find(By.cssSelector("#search-input:not([disabled])"));
    box.sendKeys("ObjectId.fromHex");
    find(By.xpath("//*[contains(@class, 'result') and contains(., 'fromHex')]"));
    Files.createDirectories(SCREENSHOT.getParent());
    Files.write(SCREENSHOT, browser.getScreenshotAs(OutputType.BYTES));
    box.sendKeys(Keys.ENTER);
    find(By.xpath("//h1[contains(., 'ObjectId')]"));
    assertThat(browser.getCurrentUrl()).contains("ObjectId.html#fromHex");

    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .extracting(LogEntry::getMessage)
        .isEmpty();
  }

  /** Returns an element, once it is there. */
  private WebElement find(By what) {
    return browser.findElement(what);
  }
}

package io.docteur.serve;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.docteur.testing.BrowserContract;
import io.docteur.testing.JavadocImage;
import java.net.URI;

/**
 * The same through a server that runs already, such as that of {@code samples/unikernel/run.sh
 * IMAGE --serve PORT}, with an image of {@link JavadocImage}: {@code -Ddocteur.site=URL} names it.
 */
class NamedSiteTest extends BrowserContract {
  @Override
  protected URI site() {
    String site = System.getProperty("docteur.site");
    assumeTrue(site != null, "no site is named by -Ddocteur.site=URL");
    return URI.create(site);
  }
}

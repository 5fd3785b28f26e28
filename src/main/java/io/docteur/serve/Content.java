package io.docteur.serve;

import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;

/** What lies at a path. */
interface Content {

  /** Returns the entity tags of the forms that may be sent to a client, by what it asks. */
  List<String> tags(HttpFields request);

  /** Sends it, or a part of it. */
  void send(Exchange exchange, Conditions conditions) throws IOException;
}

package io.docteur.serve;

import java.io.IOException;
import java.util.List;

/** What lies at a path. */
interface Content {

  /** Returns the entity tags of the forms that may be sent to the client. */
  List<String> tags();

  /** Sends it, or a part of it. */
  void send(Exchange exchange, Conditions conditions) throws IOException;
}

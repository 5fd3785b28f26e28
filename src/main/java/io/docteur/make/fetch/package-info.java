/**
 * Fetching a commit without its history. {@code Remote} has a server's pack received by {@code
 * PackReceiver} into a {@code TemporaryRepository}, by SSH, {@code HttpConnections} or {@code
 * GitTransport}, with {@code Credentials}; {@code Bundle} has that of a file. {@code FetchFailures}
 * says why it failed. {@code Repositories} opens those that are there already.
 */
package io.docteur.make.fetch;

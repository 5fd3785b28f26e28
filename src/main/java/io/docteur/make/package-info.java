/**
 * Making an image: from a repository or a plain directory to a pack whose entries lie in the order
 * in which a reader wants them. The only room that uses JGit. {@link io.docteur.make.ImageMaker} is
 * what a program uses; behind it, in the order of the work, stand:
 *
 * <ul>
 *   <li>fetching: {@code Remote}, which has a server's pack received by {@code PackReceiver} into a
 *       {@code TemporaryRepository}, over {@code SshSessions}, {@code HttpConnections} or {@code
 *       GitTransport}, with {@code Credentials}; or {@code Bundle}, which has that of a file;
 *   <li>listing: {@code RepositorySource} and {@code DirectorySource} number all objects in an
 *       {@code ObjectTable}, as a {@code TreeWalk} comes by them; what is already packed lies in
 *       {@code SourcePacks};
 *   <li>packing: {@code Reuse} tells which deltas stay, a {@code Packer} for each thread finds the
 *       others in its {@code DeltaWindow}, and {@code FarBases} looks beyond it;
 *   <li>writing: {@code Arrangement} puts the entries in order, {@code PackFile} writes them, and a
 *       {@code Destination} makes the image appear whole or not at all.
 * </ul>
 */
package io.docteur.make;

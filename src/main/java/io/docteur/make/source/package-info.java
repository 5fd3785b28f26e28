/**
 * What images are made from. {@code Sources} opens what a user names: a {@code RepositorySource} or
 * a {@code DirectorySource}. Each numbers its objects in an {@code ObjectTable}, as a {@code
 * TreeWalk} comes by them; what is already packed, in the repository or in a former image, lies in
 * {@code SourcePacks}.
 */
package io.docteur.make.source;

/**
 * Making an image: from a repository or a plain directory to a pack whose entries lie in the order
 * in which a reader wants them. The only room that uses JGit.
 */
package io.docteur.make;

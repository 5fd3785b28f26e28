/**
 * Making an image: from a repository or a plain directory to a pack whose entries lie in the order
 * in which a reader wants them. {@link io.docteur.make.ImageMaker} is what a program uses; behind
 * it, each importing only those before it, stand the rooms:
 *
 * <ul>
 *   <li>{@code task}: the threads that work, what is told of it meanwhile, and who answers
 *       questions;
 *   <li>{@code output}: where the image goes, whole or not at all;
 *   <li>{@code ssh}: sessions as {@code ~/.ssh} has them;
 *   <li>{@code fetch}: a commit of a server or a bundle, to a temporary repository;
 *   <li>{@code source}: all objects of a repository or a directory, numbered as a walk comes by
 *       them;
 *   <li>{@code packing}: how each is stored best, and the pack of all of them.
 * </ul>
 *
 * <p>Those from {@code ssh} on are the only ones that use JGit; {@code packing} has but the search
 * for a delta of it.
 */
package io.docteur.make;

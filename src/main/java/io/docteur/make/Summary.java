package io.docteur.make;

import java.time.Duration;
import java.util.List;

/**
 * What was made.
 *
 * @param commit the id of the commit, in 40 hexadecimal digits
 * @param files the regular files that the image shows, counted by their paths, without symbolic
 *     links; the number stays at {@link Long#MAX_VALUE} where it would be larger
 * @param objects the distinct objects in the image: the commit, trees and blobs
 * @param contentBytes the bytes of those files, counted as {@code files} are
 * @param imageBytes the bytes of the image
 * @param duration how long it took
 * @param notices what the user should know, a line each; empty when there is nothing
 */
public record Summary(
    String commit,
    long files,
    int objects,
    long contentBytes,
    long imageBytes,
    Duration duration,
    List<String> notices) {}

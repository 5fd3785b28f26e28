package io.docteur.make;

/**
 * Is told how far the making of an image has come: by the thread that called {@link
 * ImageMaker#make}, some ten times a second and at the end of each phase.
 *
 * <p>An exception that it throws ends the making, which throws it in its turn and leaves nothing
 * behind; so does an interrupt of that thread, as {@link ImageMaker#make} says.
 */
@FunctionalInterface
public interface ProgressListener {

  /**
   * Tells of progress.
   *
   * @param phase what is being done, in a word or two, in English
   * @param done how many units of work of this phase are done, from 0 to {@code total}, if that is
   *     known
   * @param total the units of work of this phase, or 0 when it is not known
   */
  void progress(String phase, long done, long total);
}

/** Tests of making images, with git as the judge of what was made. */
package io.docteur.make;

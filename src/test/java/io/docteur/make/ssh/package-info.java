/** Tests of the reading of SSH's configuration. */
package io.docteur.make.ssh;

/** Tests of what sources are made of. */
package io.docteur.make.source;

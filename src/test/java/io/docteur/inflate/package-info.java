/** Tests of the inflaters, with the JDK's as the oracle. */
package io.docteur.inflate;

/** Programs that know java.nio.file alone, of the JDK and of others, reading mounted images. */
package io.docteur.clients;

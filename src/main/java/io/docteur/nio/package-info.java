/** The file system provider for the scheme {@code docteur}: the only interface a reader needs. */
package io.docteur.nio;

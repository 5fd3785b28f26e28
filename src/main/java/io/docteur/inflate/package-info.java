/**
 * Inflating streams of zlib (RFC 1950, RFC 1951) that lie in memory or come in pieces, in plain
 * Java or by libdeflate. Knows nothing of git.
 */
package io.docteur.inflate;

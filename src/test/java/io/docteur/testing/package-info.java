/** What tests of several rooms share: git as an oracle, and images that our maker did not make. */
package io.docteur.testing;

/** The command line. */
package io.docteur.cli;

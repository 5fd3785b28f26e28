/**
 * Connecting by SSH as the user's {@code ~/.ssh} says. {@code SshSessions} has the rest at its
 * service: {@code SshConfig} says what a host's name stands for, {@code KnownHosts} whether it is
 * that one, {@code SshAgent} and {@code Passphrases} open the user's keys.
 */
package io.docteur.make.ssh;

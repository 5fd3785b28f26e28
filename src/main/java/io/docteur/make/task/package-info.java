/** What all work of making has in common: its threads, its progress, its end and its questions. */
package io.docteur.make.task;

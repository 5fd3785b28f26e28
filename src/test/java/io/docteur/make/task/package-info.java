/** Tests of the threads that work. */
package io.docteur.make.task;

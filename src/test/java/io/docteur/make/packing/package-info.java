/** Tests of what packing is made of. */
package io.docteur.make.packing;

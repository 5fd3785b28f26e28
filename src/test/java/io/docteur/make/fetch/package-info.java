/** Tests of what fetching is made of. */
package io.docteur.make.fetch;

/** Every check of an image: what it says against what its bytes are. */
package io.docteur.verify;

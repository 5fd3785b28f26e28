/** The disk image: its header, pack, layout sections and index; opening one and writing one. */
package io.docteur.image;

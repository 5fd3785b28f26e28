/** What every room of docteur shares: the one exception that says an image is damaged. */
package io.docteur;

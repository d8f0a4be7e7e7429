/**
 * Files of the data directory: small ones that are replaced as a whole, and who may read what lies there.
 *
 * <p>Front door: {@link carillon.server.file.DurableFile}. Imports the core's {@code error} and no adapter.
 */
@NullMarked
package carillon.server.file;

import org.jspecify.annotations.NullMarked;

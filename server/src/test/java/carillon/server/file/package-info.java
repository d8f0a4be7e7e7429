@NullMarked
package carillon.server.file;

import org.jspecify.annotations.NullMarked;

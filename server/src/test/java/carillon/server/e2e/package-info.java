/** A real server process, killed and started again, as its clients see it. */
@NullMarked
package carillon.server.e2e;

import org.jspecify.annotations.NullMarked;

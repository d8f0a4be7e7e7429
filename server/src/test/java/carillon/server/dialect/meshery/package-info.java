/** The Meshery dialect over real sockets, item by item of its checklist. */
@NullMarked
package carillon.server.dialect.meshery;

import org.jspecify.annotations.NullMarked;

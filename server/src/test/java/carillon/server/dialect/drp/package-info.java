/** Digital Rebar on the wire: every item of the specification's checklist, over real sockets. */
@NullMarked
package carillon.server.dialect.drp;

import org.jspecify.annotations.NullMarked;

@NullMarked
package carillon.server.dialect.v1;

import org.jspecify.annotations.NullMarked;

@NullMarked
package carillon.server.dialect.cloudevents;

import org.jspecify.annotations.NullMarked;

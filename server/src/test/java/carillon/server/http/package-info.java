@NullMarked
package carillon.server.http;

import org.jspecify.annotations.NullMarked;

/** Code that must fail to compile. */
@NullMarked
package carillon.canary;

import org.jspecify.annotations.NullMarked;

/**
 * Property tests without a framework: seeded runs, and a search for the smallest input that still fails.
 *
 * <p>Front door: {@link carillon.testkit.property.Property}. Imports nothing of ours.
 */
@NullMarked
package carillon.testkit.property;

import org.jspecify.annotations.NullMarked;

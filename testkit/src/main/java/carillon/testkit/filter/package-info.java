/**
 * The cases of the filter language as data, and a second, plain evaluator with generators to compare the real one with.
 *
 * <p>Front doors: {@link carillon.testkit.filter.FilterCases} and {@link carillon.testkit.filter.ModelTerm}. Imports the
 * event model and the filters of the sdk.
 */
@NullMarked
package carillon.testkit.filter;

import org.jspecify.annotations.NullMarked;

/**
 * What the server offers, for programs: OpenAPI 3.1 of everything that is asked over HTTP, AsyncAPI 3 of the channels that
 * events come by. Both are made from the routes that are mounted and the handlers that are registered, so they cannot lag
 * behind them.
 *
 * <p>Front door: {@link carillon.server.description.Descriptions}. Imports the SDK and HTTP.
 */
@NullMarked
package carillon.server.description;

import org.jspecify.annotations.NullMarked;

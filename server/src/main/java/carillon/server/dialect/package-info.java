/**
 * The protocols that the hub speaks, one package each, which do not know each other. The same parts have the same names, after the
 * protocol's: {@code …Dialect} is the front door, {@code …Config} the settings, {@code …Input} reads an event that a client publishes,
 * {@code …Frames} writes an event for its streams, {@code …Errors} shows refusals. Where a part is something else, it is called what it
 * is: an event of Meshery is written by its {@code EventWriter} and refused with a {@code MesheryError}, messages of SysAdm are
 * {@code Envelope}s with a {@code Status}, and the errors of the events protocol are the SDK's.
 *
 * <p>Front door: {@link carillon.server.dialect.HubDialect}, what the app knows of each. Imports HTTP.
 */
@NullMarked
package carillon.server.dialect;

import org.jspecify.annotations.NullMarked;

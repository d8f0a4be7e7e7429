/**
 * Engine.IO 4 and Socket.IO 5 on the paths of our own listeners: transports polling and websocket, the upgrade from one to
 * the other, heartbeats, namespaces, acknowledgements. Knows no dialect; whoever offers a namespace decides what its
 * events mean. Why the codec is our own: docs/decisions/socket-io-codec.md.
 *
 * <p>Front door: {@link carillon.server.socketio.SocketIoServer}. Imports the SDK, the core and the
 * HTTP package.
 */
@NullMarked
package carillon.server.socketio;

import org.jspecify.annotations.NullMarked;

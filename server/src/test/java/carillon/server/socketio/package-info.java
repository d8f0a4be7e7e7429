/** The rules of Engine.IO 4 and Socket.IO 5, over real sockets. */
@NullMarked
package carillon.server.socketio;

import org.jspecify.annotations.NullMarked;

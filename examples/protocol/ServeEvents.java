import carillon.sdk.protocol.Events;
import carillon.sdk.protocol.HttpAdapter;
import carillon.sdk.protocol.Mux;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

/** A service that speaks the events protocol without a hub. Run: java -cp 'sdk and its libraries' ServeEvents.java 8080 */
class ServeEvents {

    public static void main(String[] arguments) throws Exception {
        var port = arguments.length == 0 ? 8080 : Integer.parseInt(arguments[0]);
        var mux = new Mux().add("greeting:text:make", 1, (context, event) ->
                Events.newResponse(event, "Hello, " + event.payload().tree().path("name").asString("stranger")));
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/events", HttpAdapter.events(mux));
        server.createContext("/doc", HttpAdapter.doc(mux));
        server.start();
        System.out.println("listening on " + server.getAddress().getPort());
    }
}

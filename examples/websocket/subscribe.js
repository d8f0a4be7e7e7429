// Subscribes with a plain WebSocket, and goes on where it stopped when the connection breaks. Open
// index.html?hub=ws://127.0.0.1:9081&token=TOKEN&spec=*.*.*
const query = new URLSearchParams(location.search);
const spec = query.get("spec") ?? "*.*.*";
const state = document.querySelector("#state");
const events = document.querySelector("#events");
let position;

function connect() {
  const socket = new WebSocket(query.get("hub") + "/events/ws", "events-protocol.v1");
  socket.onopen = () =>
    socket.send(
      JSON.stringify({
        name: "event:subscribe",
        version: 1,
        id: crypto.randomUUID(),
        flowId: "subscribe",
        payload: { spec, since: position },
        auth: { token: query.get("token") },
      }),
    );
  socket.onmessage = ({ data }) => show(JSON.parse(data));
  socket.onclose = () => {
    state.textContent = "disconnected";
    setTimeout(connect, 500);
  };
}

function show(event) {
  if (event.flowId === "subscribe") {
    // An answer that is no response is an error, and its payload says why.
    position ??= event.payload.position;
    state.textContent = event.name.endsWith(":response") ? "subscribed" : event.payload.message;
    return;
  }
  position = event.metadata.position;
  const line = document.createElement("li");
  line.textContent = `${event.name} ${event.metadata.key}`;
  events.append(line);
}

connect();

// Subscribes with the stock Socket.IO client: put socket.io-client/dist/socket.io.esm.min.js beside this file and open
// index.html?hub=http://127.0.0.1:9081&token=TOKEN&spec=*.*.*
import { io } from "./socket.io.esm.min.js";

const query = new URLSearchParams(location.search);
const socket = io(query.get("hub"), { auth: { token: query.get("token") } });
const state = document.querySelector("#state");
const events = document.querySelector("#events");

const ask = (name, payload) =>
  socket.emitWithAck("event", { name, version: 1, id: crypto.randomUUID(), flowId: crypto.randomUUID(), payload });

socket.on("connect", async () => {
  // After a short break the server knows us still, and what we missed comes by itself.
  if (!socket.recovered) {
    const answer = await ask("event:subscribe", { spec: query.get("spec") ?? "*.*.*" });
    if (!answer.name.endsWith(":response")) {
      state.textContent = answer.payload.message;
      return;
    }
  }
  state.textContent = socket.recovered ? "recovered" : "subscribed";
});
socket.on("disconnect", (reason) => (state.textContent = reason));
socket.on("connect_error", (error) => (state.textContent = error.message));

socket.on("event", (event) => {
  const line = document.createElement("li");
  line.textContent = `${event.name} ${event.metadata.key}`;
  events.append(line);
});

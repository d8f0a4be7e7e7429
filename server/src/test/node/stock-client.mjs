// Everything that the stock Socket.IO client has to be able to do, over one kind of transport.
// node stock-client.mjs URL TOKEN polling|websocket|polling,websocket DIRECTORY-OF-node_modules
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { once } from "node:events";

const [url, token, transports, modules] = process.argv.slice(2);
const { io } = createRequire(modules + "/")("socket.io-client");
const patience = setTimeout(() => {
  console.error("gave up after 30 seconds");
  process.exit(1);
}, 30_000);

const envelope = (name, payload) => ({ name, version: 1, id: "r-1", flowId: "f-" + name, payload });
const next = (socket, wanted) =>
  new Promise((resolve) => {
    const listener = (event, offset) => {
      if (wanted(event)) {
        socket.off("event", listener);
        resolve([event, offset]);
      }
    };
    socket.on("event", listener);
  });
const live = (socket, key) => next(socket, (event) => event.metadata?.key === key);
const ask = (socket, name, payload) => socket.timeout(5000).emitWithAck("event", envelope(name, payload));
const publish = (socket, key) =>
  ask(socket, "event:publish", { type: "stock", action: "made", key, object: { n: 1 } });

const socket = io(url, { transports: transports.split(","), auth: { token }, reconnectionDelay: 50, forceNew: true });
await once(socket, "connect");

// Acknowledgement.
const stored = await publish(socket, "first");
assert.equal(stored.name, "event:publish:response");
assert.equal(stored.flowId, "f-event:publish");
assert.ok(stored.payload.stored[0].sequence > 0);

// Without one the response arrives as an event.
const answer = next(socket, (event) => event.name === "echo:response");
socket.emit("event", envelope("echo", { big: "ä" }));
assert.deepEqual((await answer)[0].payload, { big: "ä" });

// Subscribe, and live events with their position.
const subscribed = await ask(socket, "event:subscribe", { spec: "stock.made.*" });
assert.equal(subscribed.payload.whole, true);
const second = live(socket, "second");
await publish(socket, "second");
const [event, offset] = await second;
assert.equal(event.name, "stock:made");
assert.equal(typeof offset, "string");

if (transports.includes(",")) {
  if (socket.io.engine.transport.name !== "websocket") {
    await once(socket.io.engine, "upgrade");
  }
  assert.equal(socket.io.engine.transport.name, "websocket");
  const upgraded = live(socket, "upgraded");
  await publish(socket, "upgraded");
  await upgraded;
}

// The connection breaks, something is published meanwhile, and the client gets it when it comes back.
const other = io(url, { transports: transports.split(","), auth: { token }, forceNew: true });
await once(other, "connect");
const missed = live(socket, "missed");
const seenTwice = [];
socket.on("event", (seen) => seenTwice.push(seen.metadata?.key));
const back = once(socket, "connect");
socket.io.engine.close();
await publish(other, "missed");
await back;
assert.equal(socket.recovered, true, "not recovered");
await missed;
const after = live(socket, "after");
await publish(other, "after");
await after;
assert.deepEqual(seenTwice.filter((key) => key === "missed" || key === "after"), ["missed", "after"]);

// A refused connection says why.
const stranger = io(url, { transports: transports.split(","), auth: { token: "wrong" }, forceNew: true });
const [error] = await once(stranger, "connect_error");
assert.equal(error.data.code, "BAD_CREDENTIALS");

for (const one of [socket, other, stranger]) {
  one.close();
}
clearTimeout(patience);
console.log("ok");

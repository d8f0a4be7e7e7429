// What every version of the stock client has to be able to do: large hand-overs in order and once, refused emissions,
// and coming back after a break.
// node client-versions.mjs HUB WIRE SITE TOKEN polling|websocket|polling,websocket PACKAGE DIRECTORY-OF-node_modules
import { createRequire } from "node:module";

const [hub, wire, site, token, transports, name, modules] = process.argv.slice(2);
const { io } = createRequire(modules + "/")(name);
const patience = setTimeout(() => {
  console.error("gave up after 90 seconds");
  process.exit(1);
}, 90_000);

const EVENTS = 100;
const same = (actual, wanted, what) => {
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  }
};
const once = (emitter, name) => new Promise((resolve) => emitter.once(name, resolve));
const keys = [...Array(EVENTS).keys()].map(String);
const transport = transports.includes(",") ? "websocket" : transports;
const connect = async (url, auth) => {
  const socket = io(url, { transports: transports.split(","), forceNew: true, reconnectionDelay: 50, auth });
  const events = [];
  socket.on("event", (event, offset) => events.push({ event, offset }));
  socket.events = events;
  await once(socket, "connect");
  return socket;
};
const upgraded = async (socket) => {
  if (socket.io.engine.transport.name !== transport) await once(socket.io.engine, "upgrade");
  same(socket.io.engine.transport.name, transport, "transport");
};
/** The keys of the events of 20 KB, when so many are there. */
const received = async (socket, count) => {
  while (socket.events.length < count) await once(socket, "event");
  return socket.events.map(({ event }) => event.metadata.key);
};
/** One array of events of 20 KB each. */
const pile = async (type) => {
  const object = "x".repeat(20_000);
  const payload = keys.map((key) => ({ type, action: "made", key, object }));
  const answer = await fetch(new URL("/events", hub), {
    method: "POST",
    headers: { authorization: "Bearer " + token, "content-type": "application/json" },
    body: JSON.stringify({ name: "event:publish", version: 1, id: "p-1", flowId: "f-1", payload }),
  });
  same((await answer.json()).name, "event:publish:response", "publish");
};
const unique = (what) => `${what}-${name}-${transports.replace(",", "-")}`;

// With since: more than one poll carries.
await pile(unique("old"));
const reader = await connect(hub, { token, subscribe: unique("old") + ".*.*", since: "0" });
same(await received(reader, EVENTS), keys, "stored events");
await upgraded(reader);
reader.close();

// Live: one array.
let since;
const auth = (answer) => answer({ token, subscribe: [unique("live") + ".*.*", unique("back") + ".*.*"], since });
const socket = await connect(wire, auth);
const id = socket.id;
await upgraded(socket);
await pile(unique("live"));
same(await received(socket, EVENTS), keys, "live events");

// Back after a break, with what was published meanwhile, once.
since = socket.events.at(-1).offset;
socket.events.length = 0;
const lost = once(socket, "disconnect");
await fetch(site + "/cut");
await lost;
await pile(unique("back"));
const back = once(socket, "connect");
await fetch(site + "/mend");
await back;
same(await received(socket, EVENTS), keys, "events during the break");
same([socket.recovered === true, socket.recovered === true ? socket.id === id : socket.id !== id], [name === "sio48", true], "recovery");
await upgraded(socket);

// Emissions that are no event are refused, and the connection goes on.
const refused = async (...values) => {
  const { name, payload } = await new Promise((resolve) => socket.emit("event", ...values, resolve));
  same(name, "error", "refusal of " + values.length);
  return JSON.stringify(payload);
};
const echo = { name: "echo", version: 1, id: "r-1", flowId: "f-1", payload: { ä: 1 } };
for (const values of [[echo, echo], [], [{ ...echo, payload: new Uint8Array([1, 2]) }]]) {
  const why = await refused(...values);
  if (!/argument|attachment/.test(why)) throw new Error("the refusal does not say why: " + why);
}
const answer = await new Promise((resolve) => socket.emit("event", echo, resolve));
same([answer.name, answer.payload], ["echo:response", { ä: 1 }], "after refusals");
same(socket.events.length, EVENTS, "each event once");

socket.close();
clearTimeout(patience);
console.log("ok");

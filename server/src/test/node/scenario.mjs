// Everything that a stock Socket.IO client has to be able to do, over one kind of transport; the same in Node and in a
// browser. The wire between the client and the hub is cut and mended by asking the site that this script came from.

const same = (actual, wanted, what) => {
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  }
};
const once = (emitter, name) => new Promise((resolve) => emitter.once(name, resolve));
const envelope = (name, payload) => ({ name, version: 1, id: "r-1", flowId: "f-" + name, payload });
const ask = (socket, name, payload) => socket.timeout(10_000).emitWithAck("event", envelope(name, payload));
const publish = (socket, type, key) =>
  ask(socket, "event:publish", { type, action: "made", key, object: { n: 1 } });

/** The next event that is wanted, with its position. */
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

/** Throws what went wrong. `transports` as the client takes them, joined by commas; `type` of the events it makes. */
export async function scenario(io, { hub, wire, site, token, transports, type }) {
  const options = { transports: transports.split(","), forceNew: true, reconnectionDelay: 50, auth: { token } };
  const transport = transports.includes(",") ? "websocket" : transports;

  const other = io(hub, options);
  const socket = io(wire, options);
  const upgraded = (one) =>
    one.io.engine.transport.name === transport ? Promise.resolve() : once(one.io.engine, "upgrade");
  await Promise.all([once(socket, "connect"), once(other, "connect")]);
  await upgraded(socket);
  same(socket.io.engine.transport.name, transport, "transport");

  // Acknowledgement.
  const stored = await publish(socket, type, "first");
  same([stored.name, stored.flowId], ["event:publish:response", "f-event:publish"], "acknowledgement");

  // Without one the response arrives as an event.
  const answer = next(socket, (event) => event.name === "echo:response");
  socket.emit("event", envelope("echo", { big: "ä" }));
  same((await answer)[0].payload, { big: "ä" }, "answer");

  // Subscribe, and live events with their position.
  const subscribed = await ask(socket, "event:subscribe", { spec: type + ".made.*" });
  same(subscribed.payload.whole, true, "subscription");
  const second = live(socket, "second");
  await publish(socket, type, "second");
  const [event, offset] = await second;
  same([event.name, typeof offset], [type + ":made", "string"], "live event");

  // The wire breaks, something is published meanwhile, and the client gets it when it comes back by itself.
  const seen = [];
  socket.on("event", (event) => seen.push(event.metadata?.key));
  const lost = once(socket, "disconnect");
  await fetch(site + "/cut", { mode: "no-cors" });
  await lost;
  await publish(other, type, "missed");
  const back = once(socket, "connect");
  await fetch(site + "/mend", { mode: "no-cors" });
  await back;
  same(socket.recovered, true, "recovered");
  const after = live(socket, "after");
  await publish(other, type, "after");
  await after;
  same(seen, ["missed", "after"], "after the break");
  await upgraded(socket);
  same(socket.io.engine.transport.name, transport, "transport after the break");

  // A refused connection says why.
  const stranger = io(hub, { ...options, auth: { token: "wrong" } });
  const error = await once(stranger, "connect_error");
  same(error.data.code, "BAD_CREDENTIALS", "refusal");

  for (const one of [socket, other, stranger]) {
    one.close();
  }
}

// The stock clients of Meshery's interfaces: EventSource, graphql-ws, and the older subscriptions-transport-ws.
// node meshery-clients.mjs HUB DIRECTORY-OF-node_modules
import { createRequire } from "node:module";

const [hub, modules] = process.argv.slice(2);
const stock = createRequire(modules + "/");
const { EventSource } = stock("eventsource");
const { createClient } = stock("graphql-ws");
const { SubscriptionClient } = stock("subscriptions-transport-ws");
const WebSocket = stock("ws");
const patience = setTimeout(() => {
  console.error("gave up after 30 seconds");
  process.exit(1);
}, 30_000);

const subscribe = hub + "/api/system/events/subscribe";
const graphql = hub.replace("http", "ws") + "/api/system/graphql/query";
const query = "subscription { subscribeEvents { id category severity description userID createdAt } }";
const same = (actual, wanted, what) => {
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  }
};

/** Publishes until the client has seen one of them: a GraphQL subscription has no acknowledgement. */
const until = async (seen, description) => {
  const timer = setInterval(
    () =>
      fetch(hub + "/api/events", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ category: "connection", action: "ping", severity: "warning", description }),
      }),
    100,
  );
  const event = await seen;
  clearInterval(timer);
  same([event.category, event.severity, event.description], ["connection", "warning", description], description);
  return event;
};

const stream = new EventSource(subscribe);
const message = new Promise((resolve) => stream.addEventListener("message", resolve, { once: true }));
const event = await until(message.then(({ data }) => JSON.parse(data)), "by EventSource");
same((await message).lastEventId, event.id, "id of the message");
stream.close();

const refused = new EventSource(subscribe + "?token=wrong");
const error = await new Promise((resolve) => refused.addEventListener("error", resolve, { once: true }));
same([error.code, refused.readyState], [401, EventSource.CLOSED], "a wrong token ends the stream");

const client = createClient({ url: graphql, webSocketImpl: WebSocket, retryAttempts: 0 });
const typename = await client.iterate({ query: "{ __typename }" }).next();
same(typename.value, { data: { __typename: "Query" } }, "query");
const events = client.iterate({ query });
await until(events.next().then(({ value }) => value.data.subscribeEvents), "by graphql-ws");
await events.return();
const unknown = await client.iterate({ query: "subscription { nothing }" }).next().catch((errors) => errors);
if (!/nothing/.test(unknown[0]?.message)) throw new Error("an unknown field: " + JSON.stringify(unknown));
await client.dispose();

const older = new SubscriptionClient(graphql, { reconnect: false }, WebSocket);
const first = new Promise((next, error) => older.request({ query }).subscribe({ next, error }));
await until(first.then(({ data }) => data.subscribeEvents), "by subscriptions-transport-ws");
older.close();

clearTimeout(patience);
console.log("ok");

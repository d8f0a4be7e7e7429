// The scenario in Node.
// node stock-client.mjs HUB WIRE SITE TOKEN polling|websocket|polling,websocket DIRECTORY-OF-node_modules
import { createRequire } from "node:module";
import { scenario } from "./scenario.mjs";

const [hub, wire, site, token, transports, modules] = process.argv.slice(2);
const { io } = createRequire(modules + "/")("socket.io-client");
const patience = setTimeout(() => {
  console.error("gave up after 40 seconds");
  process.exit(1);
}, 40_000);

await scenario(io, { hub, wire, site, token, transports, type: "node" });
clearTimeout(patience);
console.log("ok");

// Gives the guide's sample the two names that it takes for granted, and runs it.
// node run-guide-sample.js PAYLOAD
globalThis.clientId = "browser-1";
globalThis.eventPayload = JSON.parse(process.argv[2]);
require("./guide-sample.js");

// Validates descriptions with other people's validators.
// node validate-descriptions.mjs OPENAPI-FILE ASYNCAPI-FILE DIRECTORY-OF-node_modules
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";

const [openApiFile, asyncApiFile, modules] = process.argv.slice(2);
const require = createRequire(modules + "/");

const { Validator } = await import(pathToFileURL(require.resolve("@seriousme/openapi-schema-validator")));
const openApi = JSON.parse(readFileSync(openApiFile, "utf8"));
const validator = new Validator();
const openApiResult = await validator.validate(structuredClone(openApi));
assert.ok(openApiResult.valid, JSON.stringify(openApiResult.errors, null, 1));
assert.equal(validator.version, "3.1");

// The published JSON Schema of AsyncAPI 3.0.0, and every reference has to lead somewhere.
const schema = require("@asyncapi/specs/schemas/3.0.0-without-$id.json");
const Ajv = require("ajv").default;
const ajv = new Ajv({ strict: false, allErrors: true });
require("ajv-formats").default(ajv);
const asyncApi = JSON.parse(readFileSync(asyncApiFile, "utf8"));
const validate = ajv.compile(schema);
assert.ok(validate(asyncApi), JSON.stringify(validate.errors?.slice(0, 20), null, 1));

const references = (document, found = []) => {
  for (const [key, value] of Object.entries(document)) {
    if (key === "$ref" && typeof value === "string") found.push(value);
    else if (value && typeof value === "object") references(value, found);
  }
  return found;
};
for (const document of [openApi, asyncApi]) {
  for (const reference of references(document)) {
    const target = reference
      .slice(2)
      .split("/")
      .reduce((at, step) => at?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], document);
    assert.ok(target !== undefined, reference + " leads nowhere");
  }
}
console.log("ok");

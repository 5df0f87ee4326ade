// The corpus through ajv: the schemas of schema/validation agree with the verdicts of ipaas_validate.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { loadCorpus, loadValidationSchema } from "./documents.mjs";
import { packages } from "./packages.mjs";

const Ajv = packages("ajv").default;
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });

const validators = Object.fromEntries(
  ["connection", "consumer", "producer"].map((name) => [name, ajv.compile(loadValidationSchema(name))]),
);

// What ajv finds in the halves of a request that there is a schema for.
function mistakes({ connection, operation, parameters = {} }) {
  const find = (name, value) => {
    const validate = validators[name];
    return validate === undefined || validate(value) ? [] : [...validate.errors];
  };
  return [
    ...(connection === undefined ? [] : find("connection", connection)),
    ...(operation === undefined ? [] : find(operation, parameters)),
  ];
}

describe("the verdict of the validation schemas is the plugin's", () => {
  for (const { name, valid, request, schemaCannotSay } of loadCorpus()) {
    test(name, () => {
      const found = mistakes(request);
      const agreed = (found.length === 0) === valid;
      assert.equal(agreed, schemaCannotSay === undefined, JSON.stringify(found.slice(0, 5), null, 1));
    });
  }
});

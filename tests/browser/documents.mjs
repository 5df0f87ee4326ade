// What the tests compare: form documents, their source, and the corpus, as they are checked in.
import { readFileSync, readdirSync } from "node:fs";

const schemaFolder = new URL("../../schema/", import.meta.url);

function readJson(path) {
  return JSON.parse(readFileSync(new URL(path, schemaFolder), "utf8"));
}

export const languages = ["en", "zh"];

export const settings = readJson("settings.json");

// What the page of an engine is given: one form in one language.
export function loadForm(name, language) {
  return {
    schema: readJson(`forms/${name}.schema.json`),
    uischema: readJson(`forms/${name}.uischema.json`),
    texts: readJson(`forms/${language}.json`),
    language,
  };
}

export function loadValidationSchema(name) {
  return readJson(`validation/${name}.schema.json`);
}

// What ipaas_validate is asked about a form that holds `data`.
export function requestOf(name, data) {
  return name === "connection" ? { connection: data } : { operation: name, parameters: data };
}

export function loadCorpus() {
  return ["valid", "invalid"].flatMap((verdict) =>
    readdirSync(new URL(`examples/${verdict}/`, schemaFolder))
      .filter((name) => name.startsWith("native-"))
      .map((name) => ({ name, valid: verdict === "valid", ...readJson(`examples/${verdict}/${name}`) })),
  );
}

// A form in JSON Forms with its own plain renderers: the form documents are what it reads, as they are.
import { createAjv } from "@jsonforms/core";
import { JsonForms } from "@jsonforms/react";
import { vanillaCells, vanillaRenderers } from "@jsonforms/vanilla-renderers";
import { useMemo, useState } from "react";

import { mount } from "./mount.jsx";
import { translator } from "./texts.js";

// What ipaas_validate has found, in the shape of ajv's errors.
function additionalErrors(errors) {
  return errors.map(({ Field, Description }) => ({
    instancePath: Field,
    message: Description,
    keyword: "connector",
    schemaPath: "",
    params: {},
    parentSchema: { type: "object" }, // else it is not shown while an anyOf fails
  }));
}

function Form({ schema, uischema, texts, language, errors, data, onChange }) {
  const ajv = useMemo(() => createAjv({ useDefaults: true }), []);
  const i18n = useMemo(() => ({ locale: language, translate: translator(texts) }), [texts, language]);
  const found = useMemo(() => additionalErrors(errors), [errors]);
  const [initial] = useState(data);
  // onChange would come some milliseconds after the change; this sees it at once.
  const [middleware] = useState(() => (state, action, reduce) => {
    const next = reduce(state, action);
    onChange(next.data);
    return next;
  });
  return (
    <JsonForms
      schema={schema}
      uischema={uischema}
      data={initial}
      ajv={ajv}
      i18n={i18n}
      additionalErrors={found}
      renderers={vanillaRenderers}
      cells={vanillaCells}
      config={{ showUnfocusedDescription: true }}
      middleware={middleware}
    />
  );
}

mount(Form);

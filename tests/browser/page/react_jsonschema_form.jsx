// A form in react-jsonschema-form, which reads the JSON schema alone: what the UI schema and the texts say
// of tabs, groups, order, rules and words is put into the shape that it understands.
import FormOfSchema from "@rjsf/core";
import { getDefaultFormState } from "@rjsf/utils";
import validator from "@rjsf/validator-ajv8";
import { useEffect, useState } from "react";

import { mount } from "./mount.jsx";
import { keyOf, tabsOf, visibleControls } from "./rules.js";
import { translator } from "./texts.js";

const isValid = (schema, value) => validator.isValid(schema, value, schema);

function localised(key, property, translate) {
  const prefix = property.i18n ?? key;
  return {
    ...property,
    title: translate(`${prefix}.label`, property.title),
    description: translate(`${prefix}.description`, property.description),
  };
}

// The fields that must be there: always, or while a condition holds, which the form documents write as
// {"anyOf": [{"not": condition}, {"required": [...]}]}.
function requiredKeys({ required = [], allOf = [] }, data) {
  const conditional = allOf
    .filter(({ anyOf }) => !isValid(anyOf[0], data))
    .flatMap(({ anyOf }) => anyOf[1].required);
  return [...required, ...conditional];
}

// The schema of one tab: its fields that show. What is required of others does not concern it.
function schemaOfTab(schema, controls, data, translate) {
  const keys = controls.map(({ control }) => keyOf(control));
  return {
    type: "object",
    properties: Object.fromEntries(
      keys.map((key) => [key, localised(key, schema.properties[key], translate)]),
    ),
    required: requiredKeys(schema, data).filter((key) => keys.includes(key)),
  };
}

const widgets = { password: "password" };

function uiOfField(schema, { control, group }, translate) {
  const key = keyOf(control);
  const property = schema.properties[key];
  const prefix = property.i18n ?? key;
  const widget = control.options?.multi ? "textarea" : widgets[control.options?.format];
  return {
    "ui:options": { group },
    "ui:classNames": `root_properties_${key}`,
    ...(widget && { "ui:widget": widget }),
    ...(property.enum && {
      "ui:enumNames": property.enum.map((value) => translate(`${prefix}.${value}`, value)),
    }),
  };
}

function uiOfTab(schema, controls, translate) {
  return {
    "ui:order": controls.map(({ control }) => keyOf(control)),
    ...Object.fromEntries(
      controls.map((each) => [keyOf(each.control), uiOfField(schema, each, translate)]),
    ),
  };
}

function labelOf(element, translate) {
  return element.i18n ? translate(`${element.i18n}.label`, element.label) : element.label;
}

// The fields of the form, group by group.
function GroupedFields({ properties, uiSchema, registry }) {
  const { translate } = registry.formContext;
  const groupOf = (field) => uiSchema[field.name]?.["ui:options"]?.group;
  const groups = [...new Set(properties.map(groupOf))];
  return groups.map((group, index) => (
    <fieldset key={index} className="group-layout">
      {group && <legend>{labelOf(group, translate)}</legend>}
      {properties.filter((field) => groupOf(field) === group).map((field) => field.content)}
    </fieldset>
  ));
}

function extraErrors(errors) {
  const tree = {};
  for (const { Field, Description } of errors) {
    const place = Field.split("/").slice(1).reduce((node, name) => (node[name] ??= {}), tree);
    (place.__errors ??= []).push(Description);
  }
  return tree;
}

function Tabs({ tabs, selected, onSelect, translate }) {
  if (tabs.length < 2) return null;
  return (
    <ul className="category-subcategories">
      {tabs.map((tab, index) => (
        <li key={index} className={index === selected ? "selected" : ""} onClick={() => onSelect(index)}>
          <span>{labelOf(tab, translate)}</span>
        </li>
      ))}
    </ul>
  );
}

function Form({ schema, uischema, texts, errors, data: initial, onChange }) {
  const [data, setData] = useState(() => getDefaultFormState(validator, schema, initial));
  useEffect(() => {
    onChange(data);
  }, [data]);
  const [selected, setSelected] = useState(0);
  const translate = translator(texts);
  const tabs = tabsOf(uischema);
  const controls = visibleControls(tabs[selected], data, isValid);
  return (
    <>
      <Tabs tabs={tabs} selected={selected} onSelect={setSelected} translate={translate} />
      <FormOfSchema
        schema={schemaOfTab(schema, controls, data, translate)}
        uiSchema={uiOfTab(schema, controls, translate)}
        formData={data}
        formContext={{ translate }}
        validator={validator}
        liveValidate
        showErrorList={false}
        extraErrors={extraErrors(errors)}
        templates={{ ObjectFieldTemplate: GroupedFields }}
        onChange={({ formData }) => setData(formData)}
      >
        <></>
      </FormOfSchema>
    </>
  );
}

mount(Form);

// What of a form shows, for engines that know a JSON schema but no UI schema: the rules of JSON Forms,
// as far as the form documents use them.

function valueAt(data, scope) {
  const names = scope.split("/").filter((name) => name !== "#" && name !== "properties");
  return names.reduce((value, name) => value?.[name], data);
}

function holds(condition, data, isValid) {
  if (condition.type === "AND") return condition.conditions.every((each) => holds(each, data, isValid));
  if (condition.type === "OR") return condition.conditions.some((each) => holds(each, data, isValid));
  const value = valueAt(data, condition.scope);
  if (value === undefined && condition.failWhenUndefined) return false;
  return isValid(condition.schema, value);
}

function shows({ rule }, data, isValid) {
  if (!rule) return true;
  return (rule.effect === "SHOW") === holds(rule.condition, data, isValid);
}

// The controls below `element` that show, each with the group it stands in. `isValid` says whether a
// value agrees with a schema.
export function visibleControls(element, data, isValid, group) {
  if (!shows(element, data, isValid)) return [];
  if (element.type === "Control") return [{ control: element, group }];
  const below = element.type === "Group" ? element : group;
  return element.elements.flatMap((each) => visibleControls(each, data, isValid, below));
}

export function keyOf(control) {
  return control.scope.slice(control.scope.lastIndexOf("/") + 1);
}

// The tabs of a form; a form without any has one that is all of it.
export function tabsOf(uischema) {
  return uischema.type === "Categorization" ? uischema.elements : [uischema];
}

// meta.config: the part of JSON Schema that Gatehouse understands.

/** The configuration with defaults in it; throws at the first key that is wrong. */
export function complete(schema, value, path = "config") {
  if (value === undefined || value === null) return schema.default;
  const refuse = (expected) => {
    throw new TypeError(`${path}: ${JSON.stringify(value)} (expected: ${expected})`);
  };
  const kind = Array.isArray(value) ? "array" : typeof value;
  const fits = schema.type === undefined || schema.type === kind || (schema.type === "integer" && Number.isInteger(value));
  if (!fits) refuse(`a value of type ${schema.type}`);
  if (schema.enum !== undefined && !schema.enum.includes(value)) refuse(`one of ${schema.enum.join(", ")}`);
  if (kind === "number" && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value))) refuse("a number within its bounds");
  if (kind === "string" && (value.length < (schema.minLength ?? 0) || value.length > (schema.maxLength ?? Infinity))) refuse("a text within its bounds");
  if (kind === "array") return schema.items === undefined ? value : value.map((item, i) => complete(schema.items, item, `${path}[${i}]`));
  if (kind !== "object") return value;
  const properties = schema.properties ?? {};
  const open = Object.keys(properties).length === 0 || schema.additionalProperties === true;
  const all = {};
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(properties, key)) continue;
    if (!open) throw new TypeError(`${path}.${key}: unknown key (expected: one of ${Object.keys(properties).join(", ")})`);
    all[key] = value[key];
  }
  for (const [key, inner] of Object.entries(properties)) {
    const found = complete(inner, value[key], `${path}.${key}`);
    if (found !== undefined) all[key] = found;
    else if (schema.required?.includes(key)) throw new TypeError(`${path}.${key}: missing (expected: a value)`);
  }
  return all;
}

export function frozen(value) {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

// Reading the schemas of the document: what a type is called, how it is limited, what would fit it.

/** Descriptions of what is there for compatibility only. */
export const UNUSED = /^(reserved|ignored|obsolete|deprecated|replies only)/i;

let named = {};

/** Where references are looked up from now on: the document's `components.schemas`. */
export function learn(schemas) {
  named = schemas;
}

/** The schema behind a reference or a choice of null; what stands beside those wins. */
export function resolve({ anyOf, ...own }) {
  if (anyOf) return { ...resolve(anyOf.find((arm) => arm.type !== "null")), ...own, nullable: true };
  if (!own.$ref) return own;
  const target = named[own.$ref.split("/").pop()];
  return { ...target, ...own, about: target.description };
}

export function typeName(schema) {
  const found = resolve(schema);
  if (found.type === "array") return `array of ${typeName(found.items)}`;
  return (found.type === "object" && found.title) || found.type || "any";
}

export function limits(schema) {
  const found = resolve(schema);
  const range = (low, high, unit) => {
    if (low === undefined) return high === undefined ? null : `≤ ${high}${unit}`;
    return high === undefined ? `≥ ${low}${unit}` : `${low} – ${high}${unit}`;
  };
  return [
    range(found.minimum, found.maximum, ""),
    found.exclusiveMinimum === undefined ? null : `> ${found.exclusiveMinimum}`,
    range(found.minLength, found.maxLength, " characters"),
    range(found.minItems, found.maxItems, " items"),
    found.pattern ? `matches ${found.pattern}` : null,
    found.format,
    found.nullable ? "or null" : null,
    (found.default ?? null) === null ? null : `default ${JSON.stringify(found.default)}`,
  ].filter(Boolean);
}

/** The object a field holds, be it in a list; null where it holds none. */
export function inside(schema) {
  const found = resolve(schema);
  if (found.type === "array") return inside(found.items);
  return found.properties ? found : null;
}

/** A value the schema admits, with the fields that are required or with all that are of use. */
export function sample(schema, all, depth = 0) {
  const found = resolve(schema);
  const stated = /Default: ([^ ]+)\.(?: |$)/.exec(found.description ?? "")?.[1];
  if (found.enum) return found.enum.find((value) => String(value) === stated) ?? found.enum[0];
  if (found.default !== undefined && found.default !== null) return found.default;
  switch (found.type) {
    case "object": return sampleObject(found, all, depth);
    case "array": return depth > 6 ? [] : [sample(found.items, all, depth + 1)];
    case "boolean": return stated === "true";
    case "integer":
    case "number": return Number(stated ?? found.minimum ?? (found.exclusiveMinimum ?? 0) + 1) || 0;
    case "string": return sampleText(found, stated);
    default: return null;
  }
}

function sampleObject({ properties = {}, required = [] }, all, depth) {
  const wanted = ([name, field]) =>
    required.includes(name) || (all && depth < 6 && !UNUSED.test(resolve(field).description ?? ""));
  return Object.fromEntries(
    Object.entries(properties).filter(wanted).map(([name, field]) => [name, sample(field, all, depth + 1)]));
}

function sampleText({ format, pattern, minLength = 0, maxLength = Infinity, description = "" }, stated) {
  if (format === "date-time") return new Date().toISOString();
  if (pattern) return description.split(/[\s,.]+/).find((word) => word && new RegExp(pattern).test(word)) ?? "";
  if (/yyyy-MM-dd/.test(description)) return new Date().toISOString().slice(0, 10);
  return (stated ?? "string").padEnd(minLength, "0").slice(0, maxLength);
}

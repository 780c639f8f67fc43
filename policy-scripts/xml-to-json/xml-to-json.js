// Shows XML of the upstream as JSON to clients that ask for JSON.

/** @type {Gatehouse.Meta} */
export const meta = {
  body: { response: "xml" },
  timeoutMs: 250,
  config: {
    type: "object",
    properties: {
      lists: { type: "array", items: { type: "string", minLength: 1 }, default: [] },
      root: { type: "boolean", default: false },
      always: { type: "boolean", default: false },
    },
  },
};

const DEEPEST = 100;

/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  const accept = request.headers.get("accept") ?? "";
  const wanted = context.config.always || /\bapplication\/([\w.-]+\+)?json\b/i.test(accept);
  context.vars.set("xml-to-json", wanted);
}

/** @type {Gatehouse.OnResponse} */
export function onResponse(response, context) {
  response.headers.append("vary", "accept");
  const xmlType = /^(application|text)\/([\w.-]+\+)?xml\b/i.test(response.headers.get("content-type") ?? "");
  if (context.vars.get("xml-to-json") !== true || !xmlType) return;
  const { lists, root } = context.config;
  const element = response.data;
  const view = viewOf(element, new Set(lists), 0);
  const headers = new Headers(response.headers);
  headers.set("content-type", "application/json");
  headers.delete("etag");
  const json = root ? { [element.localName]: view } : view;
  return new Response(JSON.stringify(json), { status: response.status, headers });
}

// Elements are keys, attributes keys with an @; text alone is a string, beside others it is #text.
function viewOf(/** @type {XmlElement} */ element, /** @type {Set<string>} */ lists, /** @type {number} */ depth) {
  if (depth > DEEPEST) throw new Error(`the XML is nested deeper than ${DEEPEST} levels`);
  /** @type {Map<string, any>} */
  const fields = new Map();
  for (const [name, value] of Object.entries(element.attributes)) {
    if (name !== "xmlns" && !name.startsWith("xmlns:")) fields.set("@" + name, value);
  }
  let text = "";
  for (const child of element.children) {
    if (typeof child === "string") {
      text += child;
      continue;
    }
    /** @type {any} */
    const value = viewOf(child, lists, depth + 1);
    const name = child.localName;
    const before = fields.get(name);
    if (before instanceof Several) before.values.push(value);
    else if (before !== undefined) fields.set(name, new Several([before, value]));
    else fields.set(name, lists.has(name) ? new Several([value]) : value);
  }
  text = text.trim();
  if (fields.size === 0) return text;
  if (text !== "") fields.set("#text", text);
  return Object.fromEntries([...fields].map(([name, value]) => [name, value instanceof Several ? value.values : value]));
}

class Several {
  constructor(/** @type {any[]} */ values) {
    this.values = values;
  }
}

// Lets only header fields through that are named.

/** @type {Gatehouse.Meta} */
export const meta = {
  config: {
    type: "object",
    properties: {
      request: { type: "array", items: { type: "string", minLength: 1 } },
      response: { type: "array", items: { type: "string", minLength: 1 } },
    },
  },
};

/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  if (context.config.request !== undefined) keep(request.headers, context.config.request);
}

/** @type {Gatehouse.OnResponse} */
export function onResponse(response, context) {
  if (context.config.response !== undefined) keep(response.headers, context.config.response);
}

/** A star at the end of a name stands for any end. */
function keep(/** @type {Headers} */ headers, /** @type {string[]} */ named) {
  const names = new Set();
  /** @type {string[]} */
  const starts = [];
  for (const name of named) {
    const lower = name.toLowerCase();
    if (lower.endsWith("*")) starts.push(lower.slice(0, -1));
    else names.add(lower);
  }
  for (const name of [...headers.keys()]) {
    if (!names.has(name) && !starts.some((start) => name.startsWith(start))) headers.delete(name);
  }
}

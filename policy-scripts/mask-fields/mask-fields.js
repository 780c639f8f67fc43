// Replaces fields of JSON responses, however deep they are.

/** @type {Gatehouse.Meta} */
export const meta = {
  body: { response: "json" },
  timeoutMs: 250,
  config: {
    type: "object",
    required: ["fields"],
    properties: {
      fields: { type: "array", items: { type: "string", minLength: 1 } },
      mask: { type: "string", default: "***" },
    },
  },
};

/** @type {Gatehouse.OnResponse} */
export function onResponse(response, context) {
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(response.headers.get("content-type") ?? "")) return;
  const fields = new Set(context.config.fields);
  const waiting = [response.data];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (value === null || typeof value !== "object") continue;
    for (const key of Object.keys(value)) {
      if (!Array.isArray(value) && fields.has(key)) value[key] = context.config.mask;
      else waiting.push(value[key]);
    }
  }
}

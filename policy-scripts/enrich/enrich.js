// Asks another upstream about the caller, and tells the destination what it said.

/** @type {Gatehouse.Meta} */
export const meta = {
  config: {
    type: "object",
    required: ["upstream", "path", "headers"],
    properties: {
      upstream: { type: "string", format: "upstream" },
      path: { type: "string", minLength: 1 },
      headers: {
        type: "array",
        items: {
          type: "object",
          required: ["name", "field"],
          properties: { name: { type: "string", minLength: 1 }, field: { type: "string", minLength: 1 } },
        },
      },
      ttlSeconds: { type: "integer", default: 60, minimum: 0, maximum: 86400 },
      required: { type: "boolean", default: true },
    },
  },
};

/**
 * @param {Request} request
 * @param {Gatehouse.Context} context
 */
export async function onRequest(request, context) {
  const { upstream, path, headers, ttlSeconds, required } = context.config;
  for (const { name } of headers) request.headers.delete(name); // callers do not say it themselves
  if (context.consumer === null) {
    if (!required) return;
    throw new GatewayError(401, "Consumer unknown", "This route needs a consumer to be established first");
  }
  const consumer = encodeURIComponent(context.consumer.id);
  const target = `upstream://${upstream}${path.replaceAll("{consumer}", consumer)}`;
  let told = context.cache.get(target);
  if (told === undefined) {
    told = await ask(target, headers, required, context);
    if (told === null) return;
    if (ttlSeconds > 0) context.cache.set(target, told, ttlSeconds);
  }
  for (const { name, field } of headers) {
    if (told[field] !== undefined) request.headers.set(name, told[field]);
  }
}

/** The fields that are asked for; null where there is no answer and none is required. */
async function ask(
  /** @type {string} */ target,
  /** @type {{ field: string }[]} */ headers,
  /** @type {boolean} */ required,
  /** @type {Gatehouse.Context} */ context,
) {
  try {
    const answer = await fetch(target, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const record = await answer.json();
    /** @type {Record<string, string>} */
    const told = {};
    for (const { field } of headers) {
      const value = field.split(".").reduce((at, step) => (at !== null && typeof at === "object" && Object.hasOwn(at, step) ? at[step] : undefined), record);
      if (["string", "number", "boolean"].includes(typeof value)) told[field] = encoded(String(value));
    }
    return told;
  } catch (error) {
    context.log.warn("The upstream does not tell", target, String(error));
    if (required) throw new GatewayError(502, "Caller not known well enough", "What this route must know of the caller cannot be had");
    return null;
  }
}

/** Fit for a header field. */
function encoded(/** @type {string} */ text) {
  return text.replace(/[^\x20-\x7e]/g, (c) => encodeURIComponent(c.isWellFormed() ? c : "\ufffd")).trim();
}

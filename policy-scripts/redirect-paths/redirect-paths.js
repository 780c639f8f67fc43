// Sends callers of old paths to the new ones.

/** @type {Gatehouse.Meta} */
export const meta = {
  config: {
    type: "object",
    required: ["paths"],
    properties: {
      paths: {
        type: "array",
        items: {
          type: "object",
          required: ["from", "to"],
          properties: { from: { type: "string", minLength: 1 }, to: { type: "string", minLength: 1 } },
        },
      },
      status: { type: "integer", enum: [301, 302, 307, 308], default: 308 },
    },
  },
};

/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  for (const { from, to } of context.config.paths) {
    const rest = match(from, request.path);
    if (rest === null) continue;
    // what the caller wrote goes behind a slash of ours at most, never into the host
    const path = to.endsWith("*") ? to.slice(0, -1) + rest : to;
    if (!/^(\/(?![/\\])|https?:\/\/[^/\\?#]+\/)/.test(path)) {
      throw new Error(`to: '${to}' (expected: /path or https://host/path)`);
    }
    const query = request.query === "" ? "" : (path.includes("?") ? "&" : "?") + request.query;
    return new Response(null, { status: context.config.status, headers: { location: path + query } });
  }
}

/** What the star stands for; null where the path is another. */
function match(/** @type {string} */ from, /** @type {string} */ path) {
  if (!from.endsWith("*")) return from === path ? "" : null;
  const start = from.slice(0, -1);
  return path.startsWith(start) ? path.slice(start.length) : null;
}

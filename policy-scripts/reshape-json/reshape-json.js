// Gives old clients the JSON that they know, while the upstream has moved on.

/** @type {Gatehouse.Meta} */
export const meta = {
  body: { request: "json", response: "json" },
  timeoutMs: 250,
  config: {
    type: "object",
    required: ["fields"],
    properties: {
      header: { type: "string", default: "x-api-version", minLength: 1 },
      versions: { type: "array", items: { type: "string" }, default: ["1"] },
      fields: {
        type: "array",
        items: {
          type: "object",
          required: ["now"],
          properties: { now: { type: "string", minLength: 1 }, before: { type: "string", default: "" } },
        },
      },
      list: { type: "string", default: "" },
    },
  },
};

/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  const { header, versions, fields } = context.config;
  const old = versions.includes(request.headers.get(header) ?? "");
  context.vars.set("reshape-json", old);
  request.headers.delete(header);
  if (!old || !isJson(request.headers) || !isRecord(request.data)) return;
  for (const { now, before } of fields) {
    if (before !== "") move(request.data, before, now);
  }
}

/** @type {Gatehouse.OnResponse} */
export function onResponse(response, context) {
  response.headers.append("vary", context.config.header);
  if (context.vars.get("reshape-json") !== true || !isJson(response.headers)) return;
  const { fields, list } = context.config;
  const inner = list === "" ? undefined : response.data?.[list];
  const records = Array.isArray(response.data) ? response.data : Array.isArray(inner) ? inner : [response.data];
  for (const record of records) {
    if (!isRecord(record)) continue;
    for (const { now, before } of fields) move(record, now, before);
  }
}

/** Moves a value between paths such as `address.city`; to nowhere removes it. */
function move(/** @type {any} */ record, /** @type {string} */ from, /** @type {string} */ to) {
  const steps = from.split(".");
  const last = steps.pop() ?? "";
  let holder = record;
  for (const step of steps) {
    if (!isRecord(holder) || !Object.hasOwn(holder, step)) return;
    holder = holder[step];
  }
  if (!isRecord(holder) || !Object.hasOwn(holder, last)) return;
  const value = holder[last];
  delete holder[last];
  if (to === "") return;
  const way = to.split(".");
  const name = way.pop() ?? "";
  let target = record;
  for (const step of way) {
    if (!Object.hasOwn(target, step) || !isRecord(target[step])) target[step] = {};
    target = target[step];
  }
  target[name] = value;
}

function isRecord(/** @type {unknown} */ value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isJson(/** @type {Headers} */ headers) {
  return /^application\/([\w.+-]+\+)?json\b/i.test(headers.get("content-type") ?? "");
}

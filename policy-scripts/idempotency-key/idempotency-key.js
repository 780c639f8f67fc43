// Carries a request with an idempotency key out once; repetitions get the first answer.

/** @type {Gatehouse.Meta} */
export const meta = {
  body: { request: "bytes", response: "bytes" },
  timeoutMs: 250,
  config: {
    type: "object",
    properties: {
      header: { type: "string", default: "idempotency-key", minLength: 1 },
      methods: { type: "array", items: { type: "string" }, default: ["POST", "PATCH"] },
      required: { type: "boolean", default: false },
      ttlSeconds: { type: "integer", default: 86400, minimum: 1, maximum: 604800 },
      lockSeconds: { type: "integer", default: 120, minimum: 1, maximum: 3600 },
      keptHeaders: { type: "array", items: { type: "string" }, default: ["content-type", "location", "etag"] },
    },
  },
};

const LARGEST = 20000;

/**
 * @param {Request} request
 * @param {Gatehouse.Context} context
 */
export async function onRequest(request, context) {
  const { header, methods, required, lockSeconds } = context.config;
  const key = request.headers.get(header);
  if (!methods.includes(request.method)) return;
  if (key === null) {
    if (!required) return;
    throw new GatewayError(400, "Idempotency key missing", `Send ${header} with this request`);
  }
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) throw new GatewayError(400, "Idempotency key refused", "1 to 128 visible characters are allowed");
  if (context.consumer === null) {
    // a key belongs to somebody: without knowing to whom, answers would go to strangers
    throw new GatewayError(401, "Consumer unknown", "Idempotency keys need a consumer to be established first");
  }
  const place = await digest(new TextEncoder().encode(JSON.stringify([context.consumer.id, context.api, request.method, request.path, key])));
  const print = await digest(joined(new TextEncoder().encode(request.query + "\n"), request.data));
  const before = context.cache.get(place);
  if (before === undefined) {
    context.cache.set(place, { print }, lockSeconds);
    context.vars.set("idempotency-key", { place, print });
    return;
  }
  if (before.print !== print) throw new GatewayError(422, "Idempotency key used", "The key came with another request before");
  if (before.status === undefined) throw new GatewayError(409, "Under way", "The first request with this key has no answer yet");
  if (before.content === undefined) throw new GatewayError(409, "Carried out", "The first answer was too large to be kept");
  const headers = new Headers(before.headers);
  headers.set("idempotency-replayed", "true");
  const content = Uint8Array.from(atob(before.content), (c) => c.charCodeAt(0));
  return new Response(content.length === 0 ? null : content, { status: before.status, headers });
}

/** @type {Gatehouse.OnResponse} */
export function onResponse(response, context) {
  const first = context.vars.get("idempotency-key");
  if (first === undefined) return;
  context.vars.delete("idempotency-key");
  const { keptHeaders, ttlSeconds } = context.config;
  if (response.status >= 500) return; // it may or may not have been carried out: the lock stays
  /** @type {[string, string][]} */
  const headers = [];
  for (const name of keptHeaders) {
    const value = response.headers.get(name);
    if (value !== null) headers.push([name, value]);
  }
  const answer = { print: first.print, status: response.status, headers };
  const small = response.data.length <= LARGEST;
  context.cache.set(first.place, small ? { ...answer, content: base64(response.data) } : answer, ttlSeconds);
}

/** @type {Gatehouse.OnError} */
export function onError(error, context) {
  const first = context.vars.get("idempotency-key");
  if (first === undefined) return;
  context.vars.delete("idempotency-key");
  // what never reached the upstream may be tried again at once
  if (error.code === "UPSTREAM_UNREACHABLE" || error.origin === "CLIENT") context.cache.delete(first.place);
}

async function digest(/** @type {Uint8Array} */ bytes) {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function joined(/** @type {Uint8Array} */ first, /** @type {Uint8Array} */ second) {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function base64(/** @type {Uint8Array} */ bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(text);
}

// Serves a share of the clients by a canary upstream; a cookie keeps each where it was put first.

/** @type {Gatehouse.Meta} */
export const meta = {
  body: { request: "bytes" },
  config: {
    type: "object",
    required: ["upstream", "percent"],
    properties: {
      upstream: { type: "string", format: "upstream" },
      percent: { type: "number", minimum: 0, maximum: 100 },
      cookie: { type: "string", default: "canary", minLength: 1 },
      maxAgeSeconds: { type: "integer", default: 86400, minimum: 1 },
      header: { type: "string", default: "x-canary", minLength: 1 },
    },
  },
};

const CANARY = "1";
const STABLE = "0";

/**
 * @param {Request} request
 * @param {Gatehouse.Context} context
 */
export async function onRequest(request, context) {
  const { upstream, percent, cookie, header } = context.config;
  const known = cookieOf(request.headers, cookie);
  const draws = known !== CANARY && known !== STABLE;
  const canary = draws ? Math.random() * 100 < percent : known === CANARY && percent > 0;
  // a client whose side is closed moves over, and stays there
  const side = canary ? CANARY : STABLE;
  if (draws || known !== side) context.vars.set("canary-cookie", side);
  request.headers.delete(header);
  if (!canary) return;
  const target = `upstream://${upstream}${request.path}${request.query === "" ? "" : "?" + request.query}`;
  const headers = new Headers(request.headers);
  headers.set(header, "true");
  const bodyless = request.method === "GET" || request.method === "HEAD";
  try {
    const answer = await fetch(target, { method: request.method, headers, body: bodyless ? null : request.data });
    const response = new Response(await answer.arrayBuffer(), { status: answer.status, headers: answer.headers });
    place(response, context);
    return response;
  } catch (error) {
    if (!bodyless) throw error; // it may have been carried out
    context.log.warn("The canary does not answer", String(error));
    context.vars.delete("canary-cookie");
  }
}

/** @type {Gatehouse.OnResponse} */
export function onResponse(response, context) {
  place(response, context);
}

function place(/** @type {Response} */ response, /** @type {Gatehouse.Context} */ context) {
  const side = context.vars.get("canary-cookie");
  if (side === undefined) return;
  const { cookie, maxAgeSeconds } = context.config;
  const secure = context.client.tls ? "; Secure" : "";
  response.headers.append("set-cookie", `${cookie}=${side}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`);
}

/** The value of a cookie; null where the client has none. */
function cookieOf(/** @type {Headers} */ headers, /** @type {string} */ name) {
  for (const part of (headers.get("cookie") ?? "").split(/[;,]/)) {
    const equals = part.indexOf("=");
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}

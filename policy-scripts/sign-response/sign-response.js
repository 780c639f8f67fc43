// Signs responses, so that a client can tell that they come from here and are whole.

/** @type {Gatehouse.Meta} */
export const meta = {
  body: { response: "bytes" },
  timeoutMs: 250,
  secrets: ["signing"],
  config: {
    type: "object",
    properties: {
      header: { type: "string", default: "x-signature", minLength: 1 },
      keyId: { type: "string", default: "default", minLength: 1, maxLength: 64 },
    },
  },
};

/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  context.vars.set("sign-response", `${request.method} ${request.path}`);
}

/**
 * @param {Response} response
 * @param {Gatehouse.Context} context
 */
export async function onResponse(response, context) {
  const { header, keyId } = context.config;
  if (!/^[\w.-]+$/.test(keyId)) throw new Error(`keyId: '${keyId}' (expected: letters, digits, - _ .)`);
  const seconds = Math.floor(Date.now() / 1000);
  const content = hex(await crypto.subtle.digest("SHA-256", response.data));
  const signed = [seconds, context.vars.get("sign-response"), response.status, content].join("\n");
  const secret = new TextEncoder().encode(context.secrets.get("signing"));
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signature = hex(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(signed)));
  response.headers.set(header, `keyid=${keyId};t=${seconds};v1=${signature}`);
}

function hex(/** @type {ArrayBuffer} */ buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

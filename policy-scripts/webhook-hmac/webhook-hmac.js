// Lets webhooks through that are signed with the secret that the sender and we share.

/** @type {Gatehouse.Meta} */
export const meta = {
  body: { request: "bytes" },
  secrets: ["webhook"],
  config: {
    type: "object",
    properties: {
      header: { type: "string", default: "x-hub-signature-256", minLength: 1 },
      prefix: { type: "string", default: "sha256=" },
      encoding: { type: "string", enum: ["hex", "base64"], default: "hex" },
      timestampHeader: { type: "string", default: "" },
      toleranceSeconds: { type: "integer", default: 300, minimum: 1, maximum: 86400 },
    },
  },
};

/**
 * @param {Request} request
 * @param {Gatehouse.Context} context
 */
export async function onRequest(request, context) {
  const { header, prefix, encoding, timestampHeader, toleranceSeconds } = context.config;
  const given = request.headers.get(header);
  if (given === null || !given.startsWith(prefix)) throw refused("The signature is missing");
  const signature = bytes(given.slice(prefix.length), encoding);
  if (signature === null) throw refused("The signature cannot be read");
  let signed = request.data;
  if (timestampHeader !== "") {
    const time = request.headers.get(timestampHeader);
    if (time === null || !/^[0-9]{1,12}$/.test(time)) throw refused("The time is missing");
    if (Math.abs(Date.now() / 1000 - Number(time)) > toleranceSeconds) throw refused("The time is too far off");
    signed = joined(new TextEncoder().encode(time + "."), signed);
  }
  const secret = new TextEncoder().encode(context.secrets.get("webhook"));
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  if (!(await crypto.subtle.verify("HMAC", key, signature, signed))) throw refused("The signature is wrong");
}

function refused(/** @type {string} */ detail) {
  return new GatewayError(401, "Signature refused", detail);
}

/** The bytes that a text stands for; null where it stands for none. */
function bytes(/** @type {string} */ text, /** @type {string} */ encoding) {
  if (encoding === "hex") {
    if (!/^([0-9a-fA-F]{2}){1,128}$/.test(text)) return null;
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  }
  if (!/^[A-Za-z0-9+/]{1,256}={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

function joined(/** @type {Uint8Array} */ first, /** @type {Uint8Array} */ second) {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

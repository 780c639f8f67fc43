// Masks long numbers, such as those of cards, in text that streams to the client, server-sent events included.

/** @type {Gatehouse.Meta} */
export const meta = {
  body: { response: "stream" },
  config: {
    type: "object",
    properties: {
      digits: { type: "integer", minimum: 4, maximum: 64, default: 12 },
      keep: { type: "integer", minimum: 0, maximum: 8, default: 4 },
    },
  },
};

/** @type {Gatehouse.OnResponse} */
export function onResponse(response, context) {
  const type = response.headers.get("content-type") ?? "";
  if (response.body === null || !/^(text\/|application\/([\w.-]+\+)?(json|xml)\b)/i.test(type)) return;
  const { digits, keep } = context.config;
  response.headers.delete("etag");
  response.body = response.body.pipeThrough(new TransformStream(new Masking(digits, keep)));
}

// Digits at the end of a piece may go on in the next one: they are held back, their number is all that counts. The bytes of digits
// stand for nothing else in UTF-8, so that text need not be decoded.
class Masking {
  constructor(/** @type {number} */ digits, /** @type {number} */ keep) {
    this.digits = digits;
    this.keep = keep;
    /** @type {number[]} */
    this.held = [];
    this.masked = 0;
  }
  transform(/** @type {Uint8Array} */ chunk, /** @type {TransformStreamDefaultController} */ controller) {
    /** @type {number[]} */
    const out = [];
    for (const byte of chunk) {
      if (byte >= 48 && byte <= 57) this.#digit(byte, out);
      else {
        this.#end(out);
        out.push(byte);
      }
    }
    if (out.length > 0) controller.enqueue(new Uint8Array(out));
  }
  flush(/** @type {TransformStreamDefaultController} */ controller) {
    /** @type {number[]} */
    const out = [];
    this.#end(out);
    if (out.length > 0) controller.enqueue(new Uint8Array(out));
  }
  // Held are as many as may turn out to be short enough to be shown, or to be the last.
  #digit(/** @type {number} */ byte, /** @type {number[]} */ out) {
    this.held.push(byte);
    if (this.held.length + this.masked >= this.digits && this.held.length > this.keep) {
      const now = this.held.length - this.keep;
      this.held.splice(0, now);
      this.masked += now;
      for (let i = 0; i < now; i++) out.push(42);
    }
  }
  #end(/** @type {number[]} */ out) {
    for (const byte of this.held) out.push(byte);
    this.held = [];
    this.masked = 0;
  }
}

// crypto.subtle: digests and HMAC. Keys are kept where scripts cannot read them.
(function (host, lib) {
  const SIZES = { "SHA-1": 20, "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 };
  const TOKEN = Symbol("key");

  function hashOf(algorithm, operation) {
    const name = typeof algorithm === "object" && algorithm !== null ? algorithm.name : algorithm;
    const known = String(name).toUpperCase();
    if (!Object.hasOwn(SIZES, known)) throw new TypeError(`crypto.subtle.${operation}: algorithm '${String(name)}' (expected: ${Object.keys(SIZES).join(", ")})`);
    return known;
  }
  function bytesOf(data, operation) {
    if (data instanceof ArrayBuffer) return new Uint8Array(data);
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    throw new TypeError(`crypto.subtle.${operation}: (expected: an ArrayBuffer or a typed array; encode text with TextEncoder)`);
  }

  class CryptoKey {
    #bytes;

    constructor(bytes, hash, usages, token) {
      if (token !== TOKEN) throw new TypeError("CryptoKey: made by crypto.subtle.importKey only");
      this.#bytes = bytes;
      this.type = "secret";
      this.extractable = false;
      this.algorithm = Object.freeze({ name: "HMAC", hash: Object.freeze({ name: hash }) });
      this.usages = Object.freeze(usages);
      Object.freeze(this);
    }
    static {
      lib.keyBytes = (key, usage) => {
        if (!(key instanceof CryptoKey)) throw new TypeError(`crypto.subtle.${usage}: (expected: a CryptoKey of crypto.subtle.importKey)`);
        if (!key.usages.includes(usage)) throw new TypeError(`crypto.subtle.${usage}: the key was not imported for that (expected: usages with '${usage}')`);
        return key.#bytes;
      };
    }
  }

  function requireHmac(algorithm, operation) {
    const name = typeof algorithm === "object" && algorithm !== null ? algorithm.name : algorithm;
    if (String(name).toUpperCase() !== "HMAC") throw new TypeError(`crypto.subtle.${operation}: algorithm '${String(name)}' (expected: HMAC)`);
  }
  function hmac(key, data, usage) {
    const bytes = lib.keyBytes(key, usage);
    const from = bytesOf(data, usage);
    const hash = key.algorithm.hash.name;
    const out = new ArrayBuffer(SIZES[hash]);
    host.hmac(hash, bytes.buffer, bytes.byteLength, from.buffer, from.byteOffset, from.byteLength, out);
    return out;
  }

  globalThis.crypto.subtle = {
    async digest(algorithm, data) {
      const hash = hashOf(algorithm, "digest");
      const from = bytesOf(data, "digest");
      const out = new ArrayBuffer(SIZES[hash]);
      host.digest(hash, from.buffer, from.byteOffset, from.byteLength, out);
      return out;
    },
    async importKey(format, key, algorithm, extractable, usages) {
      if (format !== "raw") throw new TypeError(`crypto.subtle.importKey: format '${String(format)}' (expected: raw)`);
      requireHmac(algorithm, "importKey");
      if (extractable) throw new TypeError("crypto.subtle.importKey: extractable (expected: false)");
      const wanted = [...usages].map(String);
      for (const usage of wanted) {
        if (usage !== "sign" && usage !== "verify") throw new TypeError(`crypto.subtle.importKey: usage '${usage}' (expected: sign, verify)`);
      }
      const bytes = bytesOf(key, "importKey").slice();
      if (bytes.byteLength === 0) throw new TypeError("crypto.subtle.importKey: the key is empty");
      return new CryptoKey(bytes, hashOf(algorithm.hash, "importKey"), wanted, TOKEN);
    },
    async sign(algorithm, key, data) {
      requireHmac(algorithm, "sign");
      return hmac(key, data, "sign");
    },
    async verify(algorithm, key, signature, data) {
      requireHmac(algorithm, "verify");
      const given = bytesOf(signature, "verify");
      const right = hmac(key, data, "verify");
      return host.sameBytes(right, 0, right.byteLength, given.buffer, given.byteOffset, given.byteLength);
    },
  };
  globalThis.CryptoKey = CryptoKey;
  Object.defineProperty(globalThis, "CryptoKey", { enumerable: false });
});

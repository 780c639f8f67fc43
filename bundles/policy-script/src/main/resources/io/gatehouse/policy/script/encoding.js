// What scripts expect of a fetch-standard environment besides messages: console, base64, crypto,
// structuredClone.
(function (host, lib) {
  function shown(value) {
    if (typeof value === "string") return value;
    if (value instanceof Error) return value.stack ?? String(value);
    if (value !== null && typeof value === "object") {
      try {
        return JSON.stringify(value) ?? String(value);
      } catch (e) {
        return Object.prototype.toString.call(value);
      }
    }
    return String(value);
  }
  const at = (level) => (...values) => host.log(level, values.map(shown).join(" "));
  lib.log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  globalThis.console = { ...lib.log, log: lib.log.info, trace: lib.log.debug };

  globalThis.btoa = function btoa(text) {
    const encoded = host.encodeBase64(String(text));
    if (encoded === null) throw new TypeError("btoa: the text has characters beyond U+00FF (expected: bytes; encode with TextEncoder first)");
    return encoded;
  };
  globalThis.atob = function atob(text) {
    const decoded = host.decodeBase64(String(text));
    if (decoded === null) throw new TypeError("atob: not base64");
    return decoded;
  };
  globalThis.crypto = {
    randomUUID() {
      return host.randomUuid();
    },
    getRandomValues(array) {
      if (!ArrayBuffer.isView(array) || array instanceof Float32Array || array instanceof Float64Array || array instanceof DataView) {
        throw new TypeError("crypto.getRandomValues: (expected: an integer typed array)");
      }
      if (array.byteLength > 65536) throw new RangeError(`crypto.getRandomValues: ${array.byteLength} bytes (expected: at most 65536)`);
      host.fillRandom(array.buffer, array.byteOffset, array.byteLength);
      return array;
    },
  };

  globalThis.structuredClone = function structuredClone(value) {
    const done = new Map();
    function clone(from) {
      if (typeof from === "function" || typeof from === "symbol") throw new TypeError(`structuredClone: a ${typeof from} cannot be cloned`);
      if (from === null || typeof from !== "object") return from;
      if (done.has(from)) return done.get(from);
      const remember = (copy) => (done.set(from, copy), copy);
      if (from instanceof Date) return remember(new Date(from.getTime()));
      if (from instanceof RegExp) return remember(new RegExp(from.source, from.flags));
      if (from instanceof ArrayBuffer) return remember(from.slice(0));
      if (ArrayBuffer.isView(from) && !(from instanceof DataView)) return remember(from.slice());
      if (from instanceof Map) {
        const copy = remember(new Map());
        for (const [key, item] of from) copy.set(clone(key), clone(item));
        return copy;
      }
      if (from instanceof Set) {
        const copy = remember(new Set());
        for (const item of from) copy.add(clone(item));
        return copy;
      }
      if (from instanceof Error) {
        const copy = remember(new Error(from.message));
        copy.name = from.name;
        return copy;
      }
      const copy = remember(Array.isArray(from) ? [] : {});
      for (const key of Object.keys(from)) {
        Object.defineProperty(copy, key, { value: clone(from[key]), writable: true, enumerable: true, configurable: true });
      }
      return copy;
    }
    return clone(value);
  };
});

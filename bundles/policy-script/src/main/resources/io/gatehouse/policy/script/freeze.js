// Freezes everything that requests share, after the API is in place.
(function (host, lib) {
  // Assigning to an inherited read-only property throws in strict mode. These are assigned to on
  // one's own objects in ordinary code (`error.name = ...`), so they become accessors that allow it.
  function allowOverride(prototype, names) {
    for (const name of names) {
      const own = Object.getOwnPropertyDescriptor(prototype, name);
      if (own === undefined || !("value" in own)) continue;
      const value = own.value;
      Object.defineProperty(prototype, name, {
        get() { return value; },
        set(changed) {
          if (this === prototype) throw new TypeError(`built-in objects are read-only: '${String(name)}'`);
          Object.defineProperty(this, name, { value: changed, writable: true, enumerable: true, configurable: true });
        },
        enumerable: false,
        configurable: false,
      });
    }
  }
  allowOverride(Object.prototype, ["constructor", "hasOwnProperty", "toString", "toLocaleString", "valueOf"]);
  allowOverride(Function.prototype, ["constructor", "toString"]);
  for (const type of [Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, GatewayError]) {
    allowOverride(type.prototype, ["constructor", "name", "message", "toString"]);
  }

  const seen = new Set();
  function freeze(value) {
    if (value === null || (typeof value !== "object" && typeof value !== "function") || seen.has(value)) return;
    seen.add(value);
    Object.freeze(value);
    freeze(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key);
      freeze(property.value);
      freeze(property.get);
      freeze(property.set);
    }
  }
  // What no global leads to: the prototypes behind syntax.
  freeze(Object.getPrototypeOf(function* () {}));
  freeze(Object.getPrototypeOf(async function () {}));
  freeze(Object.getPrototypeOf(async function* () {}));
  freeze(Object.getPrototypeOf([][Symbol.iterator]()));
  freeze(Object.getPrototypeOf(new Map()[Symbol.iterator]()));
  freeze(Object.getPrototypeOf(new Set()[Symbol.iterator]()));
  freeze(Object.getPrototypeOf(""[Symbol.iterator]()));
  freeze(Object.getPrototypeOf("".matchAll(/a/g)));
  freeze(Object.getPrototypeOf(Iterator.from({ next() {} })));
  freeze(Object.getPrototypeOf([].values().map((x) => x)));
  for (const root of lib.roots) freeze(root);
  freeze(globalThis);
});

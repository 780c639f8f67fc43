// Bounds the built-ins that do not yield to the watchdog: each of them could hold an event loop for
// seconds on one huge argument. What was measured and why these are in the list is in the README.
(function (host, lib, stopSign) {
  const apply = Reflect.apply;
  const ARRAY_LIKE = 65536;
  const TEXT = 1024;
  const COMPARED = 8192;
  const NORMALIZED = 262144;

  function replace(owner, name, make) {
    const original = owner[name];
    const guarded = make(original);
    Object.defineProperty(guarded, "name", { value: name });
    Object.defineProperty(guarded, "length", { value: original.length });
    Object.defineProperty(owner, name, { value: guarded, writable: true, enumerable: false, configurable: true });
  }

  // A length that a getter computes could be small when looked at and huge when used.
  function requireSmall(value, operation) {
    if (value === null || value === undefined || Array.isArray(value)) return;
    const object = Object(value);
    const own = Object.getOwnPropertyDescriptor(object, "length");
    const length = own === undefined ? object.length : own.value;
    if (own === undefined && length !== undefined && !ArrayBuffer.isView(object) || length > ARRAY_LIKE || own?.get) {
      throw new RangeError(`${operation}: the array-like value is too long (expected: at most ${ARRAY_LIKE} elements, or an array)`);
    }
  }

  const quick = new Set(["constructor", "at", "entries", "keys", "pop", "push", "values"]);
  for (const name of Object.getOwnPropertyNames(Array.prototype)) {
    if (typeof Array.prototype[name] === "function" && !quick.has(name)) {
      replace(Array.prototype, name, (original) => ({ guarded(...args) {
        if (!Array.isArray(this)) requireSmall(this, `Array.prototype.${name}`);
        return apply(original, this, args);
      } }).guarded);
    }
  }

  replace(Array, "from", (original) => ({ guarded(items, ...rest) {
    if (items === null || items === undefined || items[Symbol.iterator] !== undefined) return apply(original, this, [items, ...rest]);
    requireSmall(items, "Array.from");
    return apply(original, this, [items, ...rest]);
  } }).guarded);

  function requireFewKeys(value, operation) {
    if (typeof value === "string" || value instanceof String || ArrayBuffer.isView(value)) {
      if (value.length > ARRAY_LIKE) throw new RangeError(`${operation}: too many keys (expected: at most ${ARRAY_LIKE})`);
    }
  }
  for (const name of ["keys", "values", "entries", "assign", "getOwnPropertyNames", "getOwnPropertyDescriptors"]) {
    replace(Object, name, (original) => ({ guarded(...args) {
      for (const arg of args) requireFewKeys(arg, `Object.${name}`);
      return apply(original, this, args);
    } }).guarded);
  }
  replace(Reflect, "ownKeys", (original) => ({ guarded(value) {
    requireFewKeys(value, "Reflect.ownKeys");
    return original(value);
  } }).guarded);

  // Piece by piece: the engine looks for the watchdog between two pieces.
  for (const name of ["toLowerCase", "toUpperCase", "toLocaleLowerCase", "toLocaleUpperCase"]) {
    replace(String.prototype, name, (original) => ({ guarded(...args) {
      const text = `${this}`;
      if (text.length <= TEXT) return apply(original, text, args);
      const pieces = [];
      for (let from = 0; from < text.length; ) {
        let to = from + TEXT;
        const last = text.charCodeAt(to - 1);
        if (last >= 0xd800 && last <= 0xdbff) to++;
        pieces.push(apply(original, text.slice(from, to), args));
        from = to;
      }
      return pieces.join("");
    } }).guarded);
  }
  function bounded(name, limit) {
    replace(String.prototype, name, (original) => ({ guarded(...args) {
      const text = `${this}`;
      if (text.length > limit) throw new RangeError(`String.prototype.${name}: the text is too long (expected: at most ${limit} characters)`);
      if (typeof args[0] === "string" && args[0].length > limit) throw new RangeError(`String.prototype.${name}: the argument is too long (expected: at most ${limit} characters)`);
      return apply(original, text, args);
    } }).guarded);
  }
  bounded("localeCompare", COMPARED);
  bounded("normalize", NORMALIZED);

  // Called at the beginning of catch and finally blocks (StackGuard): throws where the stack is so
  // near its end that the engine could not act on an interrupt, and looks for one. An interrupt that
  // was lost all the same is made up for by the stop sign: with it no such block is begun.
  const ROOM = 30;
  // Made before it is needed: it may be thrown on every level of a deep recursion.
  const over = Object.freeze(new RangeError("the script is beyond its limit"));
  function descend(levels) {
    for (let looked = 0; looked < 1; looked++);
    if (levels > 0) descend(levels - 1);
  }
  Object.defineProperty(globalThis, "gatehouseStackGuard", {
    value() {
      if (stopSign.isUp()) throw over;
      descend(ROOM);
    },
  });

  // A proxy's traps can lie about lengths; nothing a policy does needs one.
  delete globalThis.Proxy;
  // Their callbacks would run at no particular request's expense.
  delete globalThis.FinalizationRegistry;
  delete globalThis.WeakRef;
  delete globalThis.eval;
  delete globalThis.arguments;
});

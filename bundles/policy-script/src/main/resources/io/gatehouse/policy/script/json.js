// JSON content whose large members stay text until they are touched (JsonPart). To scripts they are
// properties like all others; where they were not touched, what is written holds them as they came.
(function (host, lib) {
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const { parse, stringify } = JSON;
  const partsOf = new WeakMap();

  lib.readJson = readJson;
  function readJson(part) {
    const count = part.count();
    if (count === 0) return parse(part.text());
    const value = parse(part.skeleton());
    const leftOut = new Map();
    for (let i = 0; i < count; i++) leaveOut(value, part, i, leftOut);
    partsOf.set(value, leftOut);
    return value;
  }

  function leaveOut(owner, part, index, leftOut) {
    const key = part.key(index);
    const assign = (self, value) => defineProperty(self, key, { value, writable: true, enumerable: true, configurable: true });
    const member = { part: part.part(index), read: false, value: undefined, get: undefined };
    member.get = () => {
      if (!member.read) {
        member.value = readJson(member.part);
        member.read = true;
        // A property like all others from now on, unless the script froze the object.
        if (Reflect.isExtensible(owner)) assign(owner, member.value);
      }
      return member.value;
    };
    defineProperty(owner, key, { get: member.get, set(value) { assign(this, value); }, enumerable: true, configurable: true });
    leftOut.set(key, member);
  }

  // What JSON.stringify says, and undefined where it does.
  lib.writeJson = writeJson;
  function writeJson(value) {
    const leftOut = value === null || typeof value !== "object" ? undefined : partsOf.get(value);
    if (leftOut === undefined || typeof value.toJSON === "function") return stringify(value);
    let text = "";
    for (const key of Object.keys(value)) {
      const member = leftOut.get(key);
      const untouched = member !== undefined && !member.read && getOwnPropertyDescriptor(value, key).get === member.get;
      const written = untouched ? member.part.text() : writeJson(value[key]);
      if (written !== undefined) text += `${text === "" ? "" : ","}${stringify(key)}:${written}`;
    }
    return `{${text}}`;
  }
});

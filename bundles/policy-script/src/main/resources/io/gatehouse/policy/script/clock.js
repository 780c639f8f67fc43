// Has a script see the time that a case of it sets.
(function (host, lib) {
  const Real = Date;
  function Date() {
    if (new.target === undefined) return new Real(host.now()).toString();
    return Reflect.construct(Real, arguments.length === 0 ? [host.now()] : arguments, new.target);
  }
  Object.defineProperty(Date, "length", { value: Real.length });
  Date.prototype = Real.prototype;
  Date.UTC = Real.UTC;
  Date.parse = Real.parse;
  Date.now = () => host.now();
  Object.defineProperty(Real.prototype, "constructor", { value: Date, writable: true, enumerable: false, configurable: true });
  Object.defineProperty(globalThis, "Date", { value: Date, writable: true, enumerable: false, configurable: true });
});

// Has a script see the time that a case of it sets.
(function (host, lib) {
  const Real = globalThis.Date;
  function Shown() {
    if (new.target === undefined) return new Real(host.now()).toString();
    return Reflect.construct(Real, arguments.length === 0 ? [host.now()] : arguments, new.target);
  }
  Object.defineProperty(Shown, "name", { value: "Date" });
  Object.defineProperty(Shown, "length", { value: Real.length });
  Shown.prototype = Real.prototype;
  Shown.UTC = Real.UTC;
  Shown.parse = Real.parse;
  Shown.now = () => host.now();
  Object.defineProperty(Real.prototype, "constructor", { value: Shown, writable: true, enumerable: false, configurable: true });
  Object.defineProperty(globalThis, "Date", { value: Shown, writable: true, enumerable: false, configurable: true });
});

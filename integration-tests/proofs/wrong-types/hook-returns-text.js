/** @type {Gatehouse.OnRequest} */
export function onRequest() {
  return "no"; // -> TS2322
}

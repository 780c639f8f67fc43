/** @type {Gatehouse.OnResponse} */
export function onResponse() {
  return new Request("https://example.com/"); // -> TS2322
}

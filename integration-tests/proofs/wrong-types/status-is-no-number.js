/** @type {Gatehouse.OnResponse} */
export function onResponse(response) {
  response.status = "404"; // -> TS2322
}

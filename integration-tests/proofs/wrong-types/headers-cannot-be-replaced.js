/** @type {Gatehouse.OnResponse} */
export function onResponse(response) {
  response.headers = new Headers(); // -> TS2540
}

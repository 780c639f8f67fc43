/** @type {Gatehouse.OnRequest} */
export function onRequest(request) {
  request.headers.set("x-count", 1); // -> TS2345
}

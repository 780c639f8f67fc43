/** @type {Gatehouse.Meta} */
export const meta = { body: { request: "xml" } };

/** @type {Gatehouse.OnRequest} */
export function onRequest(request) {
  request.headers.set("x-element", request.soap.body.name); // -> TS18048
}

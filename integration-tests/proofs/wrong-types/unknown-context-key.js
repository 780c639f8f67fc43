/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  request.headers.set("x-user", context.user.id); // -> TS2339
}

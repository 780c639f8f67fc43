/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  request.headers.set("x-id", context.consumer.id); // -> TS18047
}

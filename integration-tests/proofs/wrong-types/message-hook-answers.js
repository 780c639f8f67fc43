/** @type {Gatehouse.OnMessage} */
export function onMessage() {
  return new Response("no"); // -> TS2322
}

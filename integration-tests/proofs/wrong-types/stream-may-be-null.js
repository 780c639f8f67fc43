/** @type {Gatehouse.Meta} */
export const meta = { body: { response: "stream" }, onFailure: "never" }; // -> TS2322

/** @type {Gatehouse.OnResponse} */
export function onResponse(response) {
  response.body = response.body.pipeThrough(new TransformStream()); // -> TS18047
}

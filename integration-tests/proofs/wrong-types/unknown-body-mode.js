/** @type {Gatehouse.Meta} */
export const meta = {
  body: { request: "yaml" }, // -> TS2322
};
export function onRequest() {}

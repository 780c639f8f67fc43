/** @type {Gatehouse.Meta} */
export const meta = {
  timeout: 50, // -> TS2561
};
export function onRequest() {}

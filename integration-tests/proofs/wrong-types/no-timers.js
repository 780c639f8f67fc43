export function onRequest() {
  setTimeout(() => {}, 1000); // -> TS2304
}

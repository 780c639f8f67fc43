export function onRequest() {
  process.exit(); // -> TS2591
}

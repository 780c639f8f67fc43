export function onRequest() {
  throw new GatewayError(403); // -> TS2554
}

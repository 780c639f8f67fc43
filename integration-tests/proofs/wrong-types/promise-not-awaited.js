/**
 * @param {Request} request
 */
export async function onRequest(request) {
  const answer = fetch("upstream://crm/customers/42");
  request.headers.set("x-status", String(answer.status)); // -> TS2339
}

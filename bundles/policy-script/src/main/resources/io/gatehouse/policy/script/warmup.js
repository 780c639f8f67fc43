// Uses the script API the way policies do, so that the engine knows its way before the first one.
export const meta = { body: { request: "json", response: "json" } };

export async function onRequest(request, context) {
  const headers = [...request.headers].length;
  request.headers.set("x-warm", `${context.requestId}${context.route}${headers}`);
  request.headers.append("x-warm", request.method + request.path + request.query);
  request.headers.delete("x-warm");
  const url = new URL(request.url);
  url.searchParams.set("page", "1");
  const data = await request.json();
  request.data.items.push({ id: data.items.length, tags: data.items.map((item) => item.name) });
  context.vars.set("tier", context.consumer?.metadata.tier ?? context.config.tier ?? "none");
  if (request.headers.has("x-answer")) return Response.json({ title: url.href }, { status: 401 });
  return new Request(request, { headers: { "x-params": JSON.stringify(context.params) } });
}

export function onResponse(response, context) {
  for (const item of response.data.items) item.name = "*".repeat(item.name.length).toUpperCase();
  response.headers.set("x-tier", String(context.vars.get("tier")));
  response.status = 201;
  if (context.client.tls) throw new GatewayError(403, "Not here");
}

export function onError(error, context) {
  if (error.code === "TRIAL") return new Response("later", { status: 503, headers: { "retry-after": "1" } });
}

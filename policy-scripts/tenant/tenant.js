// Establishes the tenant that a request is for, and tells the upstream.

/** @type {Gatehouse.Meta} */
export const meta = {
  config: {
    type: "object",
    properties: {
      header: { type: "string", default: "x-tenant", minLength: 1 },
      metadata: { type: "string", default: "tenants", minLength: 1 },
      upstreamHeader: { type: "string", default: "x-tenant", minLength: 1 },
    },
  },
};

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  const { header, metadata, upstreamHeader } = context.config;
  const asked = request.headers.get(header);
  request.headers.delete(header);
  request.headers.delete(upstreamHeader); // only what is established here gets there
  if (context.consumer === null) {
    throw new GatewayError(401, "Consumer unknown", "This route needs a consumer to be established first");
  }
  const allowed = (context.consumer.metadata[metadata] ?? "").split(/[\s,]+/).filter((name) => name !== "");
  // one tenant needs no choice; of several the caller says which
  const tenant = asked ?? (allowed.length === 1 ? allowed[0] : null);
  if (tenant === null) {
    throw new GatewayError(400, "Tenant missing", `Say in ${header} which tenant this is for`);
  }
  if (!NAME.test(tenant) || !allowed.includes(tenant)) {
    throw new GatewayError(403, "Tenant refused", "The consumer does not act for this tenant");
  }
  request.headers.set(upstreamHeader, tenant);
}

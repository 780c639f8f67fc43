// Tells the upstream the tier of the consumer that calls.

/** @type {Gatehouse.Meta} */
export const meta = {
  config: {
    type: "object",
    properties: {
      header: { type: "string", default: "x-tier", minLength: 1 },
      defaultTier: { type: "string", default: "bronze" },
      anonymous: { type: "string", enum: ["allow", "refuse"], default: "refuse" },
    },
  },
};

/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  const { header, defaultTier, anonymous } = context.config;
  request.headers.delete(header); // callers do not choose their tier
  if (context.consumer === null && anonymous === "refuse") {
    throw new GatewayError(401, "Consumer unknown", "This route needs a consumer to be established first");
  }
  request.headers.set(header, context.consumer?.metadata.tier ?? defaultTier);
}

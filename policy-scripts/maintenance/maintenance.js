// Answers 503 while a maintenance window is open.

/** @type {Gatehouse.Meta} */
export const meta = {
  config: {
    type: "object",
    required: ["from", "until"],
    properties: {
      from: { type: "string", description: "2026-12-24T22:00:00Z" },
      until: { type: "string", description: "2026-12-25T02:00:00Z" },
      message: { type: "string", default: "Down for maintenance" },
      exceptGroup: { type: "string", default: "" },
    },
  },
};

/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  const { from, until, message, exceptGroup } = context.config;
  const [start, end, now] = [Date.parse(from), Date.parse(until), Date.now()];
  if (Number.isNaN(start) || Number.isNaN(end)) {
    throw new Error(`from: '${from}', until: '${until}' (expected: dates such as 2026-12-24T22:00:00Z)`);
  }
  if (now < start || now >= end) return;
  if (exceptGroup !== "" && context.consumer?.groups.includes(exceptGroup)) return;
  return Response.json(
    { type: "about:blank", title: message, status: 503 },
    {
      status: 503,
      headers: {
        "content-type": "application/problem+json",
        "retry-after": String(Math.max(1, Math.ceil((end - now) / 1000))),
      },
    },
  );
}

// {{name}}: what it is for, in one line.
//
// Used in a file of apis/ as: policies: [ { {{name}}: { header: x-{{name}} } } ]

/** @type {Gatehouse.Meta} */
export const meta = {
  config: {
    type: "object",
    properties: {
      header: { type: "string", default: "x-{{name}}", minLength: 1 },
    },
  },
};

/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  request.headers.set(context.config.header, context.consumer?.name ?? "anonymous");
}

/** @type {Gatehouse.OnResponse} */
export function onResponse(response, context) {
  response.headers.set(context.config.header, context.route);
}

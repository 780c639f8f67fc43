// Lets only named operations of a SOAP service be called; others get a fault in the caller's version of SOAP.

/** @type {Gatehouse.Meta} */
export const meta = {
  body: { request: "xml" },
  timeoutMs: 250,
  config: {
    type: "object",
    properties: {
      operations: { type: "array", items: { type: "string", minLength: 1 } },
    },
    required: ["operations"],
  },
};

/** @type {Gatehouse.OnRequest} */
export function onRequest(request, context) {
  const { soap } = request;
  if (soap === undefined) throw new GatewayError(415, "SOAP expected", "The content must be a SOAP 1.1 or 1.2 envelope.");
  if (soap.operation !== null && context.config.operations.includes(soap.operation)) return;
  context.log.info("refused", soap.operation);
  return fault(soap.version, soap.envelope.namespace, "This operation may not be called here");
}

function fault(/** @type {string} */ version, /** @type {string} */ namespace, /** @type {string} */ reason) {
  const content =
    version === "1.1"
      ? [xml.element("faultcode", {}, "s:Client"), xml.element("faultstring", {}, reason)]
      : [xml.element("s:Code", {}, xml.element("s:Value", {}, "s:Sender")), xml.element("s:Reason", {}, xml.element("s:Text", { "xml:lang": "en" }, reason))];
  const envelope = xml.element("s:Envelope", { "xmlns:s": namespace }, xml.element("s:Body", {}, xml.element("s:Fault", {}, ...content)));
  const type = version === "1.1" ? "text/xml;charset=utf-8" : "application/soap+xml;charset=utf-8";
  return new Response(xml.build(envelope), { status: version === "1.1" ? 500 : 400, headers: { "content-type": type } });
}

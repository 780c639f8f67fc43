// SOAP messages: the parts of an envelope, whose elements are those of the document, so that what is
// changed in either is changed in both.
(function (host, lib) {
  const VERSIONS = new Map([
    ["http://schemas.xmlsoap.org/soap/envelope/", "1.1"],
    ["http://www.w3.org/2003/05/soap-envelope", "1.2"],
  ]);
  // What a fault is made of, by version: paths of local names.
  const FAULT = {
    "1.1": { code: ["faultcode"], reason: ["faultstring"], role: ["faultactor"], detail: ["detail"] },
    "1.2": { code: ["Code", "Value"], reason: ["Reason", "Text"], role: ["Role"], detail: ["Detail"] },
  };

  const elementsOf = (element) => lib.xmlParts(element).children.filter((child) => typeof child !== "string");
  const childOf = (element, localName) => elementsOf(element).find((child) => child.localName === localName) ?? null;
  const partsOf = (envelope, localName) => elementsOf(envelope).filter((part) => part.localName === localName && part.namespace === envelope.namespace);
  const prefixOf = (element) => element.name.slice(0, element.name.length - element.localName.length);

  class SoapFault {
    #element;
    #version;

    constructor(element, version) {
      this.#element = element;
      this.#version = version;
    }
    get element() { return this.#element; }
    get code() {
      const written = this.#text("code");
      return written === null ? null : written.slice(written.indexOf(":") + 1);
    }
    set code(changed) {
      const code = String(changed);
      this.#set("code", code.includes(":") ? code : prefixOf(this.#element) + code);
    }
    get reason() { return this.#text("reason"); }
    set reason(changed) { this.#set("reason", String(changed)); }
    get role() { return this.#text("role"); }
    get detail() { return this.#find("detail"); }
    #find(what) {
      return FAULT[this.#version][what].reduce((at, name) => (at === null ? null : childOf(at, name)), this.#element);
    }
    #text(what) { return this.#find(what)?.text.trim() ?? null; }
    #set(what, text) {
      const found = this.#find(what);
      if (found === null) throw new TypeError(`soap.fault.${what}: the fault has no ${FAULT[this.#version][what].join("/")}`);
      found.text = text;
    }
  }

  class SoapMessage {
    #envelope;
    #version;

    constructor(envelope, version) {
      this.#envelope = envelope;
      this.#version = version;
    }
    get version() { return this.#version; }
    get envelope() { return this.#envelope; }
    get header() { return partsOf(this.#envelope, "Header")[0] ?? null; }
    set header(changed) {
      const header = this.header;
      if (changed === null || changed === undefined) {
        header?.remove();
      } else if (header === null) {
        const made = this.#filled(xml.element(prefixOf(this.#envelope) + "Header"), changed, "header");
        const body = this.body;
        body.replaceWith(made, body);
      } else {
        this.#fill(header, changed, "header");
      }
    }
    get body() { return partsOf(this.#envelope, "Body")[0] ?? null; }
    set body(changed) { this.#fill(this.body, changed, "body"); }
    get operation() {
      const first = elementsOf(this.body)[0];
      return first === undefined || this.#isFault(first) ? null : first.localName;
    }
    get fault() {
      const first = elementsOf(this.body)[0];
      return first !== undefined && this.#isFault(first) ? new SoapFault(first, this.#version) : null;
    }
    #isFault(element) { return element.localName === "Fault" && element.namespace === this.#envelope.namespace; }
    #fill(part, changed, what) {
      if (changed === part) return;
      const filled = this.#filled(part, changed, what);
      if (filled !== part) part.replaceWith(filled);
    }
    // The part with one element in it, or the element itself where that is such a part.
    #filled(part, changed, what) {
      if (!(changed instanceof lib.XmlElement)) throw new TypeError(`soap.${what}: (expected: an element of xml.parse or xml.element)`);
      if (changed.name === part.name) return changed;
      part.text = "";
      part.append(changed);
      return part;
    }
  }

  // The SOAP message with this root; undefined where it is none. One that two readers could
  // understand in two ways is refused.
  lib.soapOf = (root, refuse) => {
    const version = root.localName === "Envelope" ? VERSIONS.get(root.namespace) : undefined;
    if (version === undefined) return undefined;
    const [bodies, headers] = [partsOf(root, "Body"), partsOf(root, "Header")];
    if (bodies.length !== 1) throw refuse(`the envelope has ${bodies.length} Body elements (expected: 1)`);
    if (headers.length > 1) throw refuse(`the envelope has ${headers.length} Header elements (expected: at most 1)`);
    const elements = elementsOf(root);
    if (headers.length === 1 && elements[0] !== headers[0]) throw refuse("the envelope does not begin with its Header");
    if (elements[headers.length] !== bodies[0]) throw refuse("the envelope has other elements before its Body");
    return new SoapMessage(root, version);
  };
  lib.soapTypes = [SoapMessage, SoapFault];
});

// SOAP for policies under Node: what Gatehouse's `soap` does.
import { XmlElement, xml } from "./xml.mjs";

const VERSIONS = { "http://schemas.xmlsoap.org/soap/envelope/": "1.1", "http://www.w3.org/2003/05/soap-envelope": "1.2" };
const FAULT = {
  1.1: { code: ["faultcode"], reason: ["faultstring"], role: ["faultactor"], detail: ["detail"] },
  1.2: { code: ["Code", "Value"], reason: ["Reason", "Text"], role: ["Role"], detail: ["Detail"] },
};

const elementsOf = (element) => element.children.filter((child) => child instanceof XmlElement);
const partsOf = (envelope, name) => elementsOf(envelope).filter((part) => part.localName === name && part.namespace === envelope.namespace);
const prefixOf = (element) => element.name.slice(0, element.name.length - element.localName.length);

class SoapFault {
  #paths;

  constructor(element, version) {
    this.element = element;
    this.#paths = FAULT[version];
  }
  get code() { return this.#text("code")?.replace(/^[^:]*:/, "") ?? null; }
  set code(changed) { this.#find("code").text = String(changed).includes(":") ? changed : prefixOf(this.element) + changed; }
  get reason() { return this.#text("reason"); }
  set reason(changed) { this.#find("reason").text = changed; }
  get role() { return this.#text("role"); }
  get detail() { return this.#find("detail"); }
  #find(what) { return this.#paths[what].reduce((at, name) => (at === null ? null : (elementsOf(at).find((child) => child.localName === name) ?? null)), this.element); }
  #text(what) { return this.#find(what)?.text.trim() ?? null; }
}

class SoapMessage {
  constructor(envelope, version) {
    this.envelope = envelope;
    this.version = version;
  }
  get header() { return partsOf(this.envelope, "Header")[0] ?? null; }
  set header(changed) {
    const { header, body } = this;
    if (changed === null || changed === undefined) header?.remove();
    else if (header !== null) fill(header, changed);
    else body.replaceWith(filled(xml.element(prefixOf(this.envelope) + "Header"), changed), body);
  }
  get body() { return partsOf(this.envelope, "Body")[0]; }
  set body(changed) { fill(this.body, changed); }
  get operation() {
    const first = elementsOf(this.body)[0];
    return first === undefined || this.fault !== null ? null : first.localName;
  }
  get fault() {
    const first = elementsOf(this.body)[0];
    return first?.localName === "Fault" && first.namespace === this.envelope.namespace ? new SoapFault(first, this.version) : null;
  }
}

function fill(part, changed) {
  const now = changed === part ? part : filled(part, changed);
  if (now !== part) part.replaceWith(now);
}

function filled(part, changed) {
  if (!(changed instanceof XmlElement)) throw new TypeError("soap: (expected: an element of xml.parse or xml.element)");
  if (changed.name === part.name) return changed;
  part.text = "";
  part.append(changed);
  return part;
}

/** The SOAP message with this root; undefined where it is none. */
export function soapOf(root, refuse) {
  const version = root instanceof XmlElement && root.localName === "Envelope" ? VERSIONS[root.namespace] : undefined;
  if (version === undefined) return undefined;
  const headers = partsOf(root, "Header");
  const bodies = partsOf(root, "Body");
  const elements = elementsOf(root);
  if (bodies.length !== 1 || headers.length > 1) throw refuse(`the envelope has ${bodies.length} Body and ${headers.length} Header elements`);
  if (elements[headers.length] !== bodies[0] || (headers.length === 1 && elements[0] !== headers[0])) throw refuse("the envelope does not begin with its Header and Body");
  return new SoapMessage(root, version);
}

// XML for policies under Node: what Gatehouse's `xml` does, except XPath, which the engine alone has.

const TOKEN = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/([^\s>]+)\s*>|<([^\s\/>!?]+)((?:\s+[^\s=>\/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const NAMED = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function decoded(text) {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));|&/g, (all, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    if (name === undefined || !Object.hasOwn(NAMED, name)) throw new TypeError(`xml: '${all}' is not one of the five entities of XML`);
    return NAMED[name];
  });
}

function encoded(text) {
  return text.replace(/[&<>"]/g, (c) => `&${Object.keys(NAMED).find((name) => NAMED[name] === c)};`);
}

export class XmlElement {
  #attributes = new Map();
  #children = [];

  constructor(name) {
    this.name = name;
    this.parent = null;
  }
  get localName() { return this.name.slice(this.name.indexOf(":") + 1); }
  get namespace() {
    const colon = this.name.indexOf(":");
    const key = colon < 0 ? "xmlns" : `xmlns:${this.name.slice(0, colon)}`;
    for (let at = this; at !== null; at = at.parent) {
      const uri = at.getAttribute(key);
      if (uri !== null) return uri;
    }
    return "";
  }
  get children() { return [...this.#children]; }
  get attributes() { return Object.fromEntries(this.#attributes); }
  get text() { return this.#children.map((child) => (typeof child === "string" ? child : child.text)).join(""); }
  set text(changed) { this.#children = changed === "" ? [] : [String(changed)]; }
  getAttribute(name) { return this.#attributes.get(name) ?? null; }
  setAttribute(name, value) { this.#attributes.set(name, String(value)); }
  removeAttribute(name) { this.#attributes.delete(name); }
  append(...nodes) {
    for (const node of nodes) {
      if (node instanceof XmlElement) {
        node.remove();
        node.parent = this;
      }
      this.#children.push(node instanceof XmlElement ? node : String(node));
    }
  }
  replaceWith(...nodes) {
    const holder = this.parent;
    if (holder === null) return;
    const at = holder.#children.indexOf(this);
    const after = holder.#children.splice(at).slice(1);
    this.parent = null;
    holder.append(...nodes);
    holder.#children.push(...after);
  }
  remove() { this.replaceWith(); }
  select() { throw new Error("XPath is not available under Node: use gatehouse policy test"); }
  value() { throw new Error("XPath is not available under Node: use gatehouse policy test"); }
  toString() {
    const attributes = [...this.#attributes].map(([name, value]) => ` ${name}="${encoded(value)}"`).join("");
    const inner = this.#children.map((child) => (typeof child === "string" ? encoded(child) : child.toString())).join("");
    return inner === "" ? `<${this.name}${attributes}/>` : `<${this.name}${attributes}>${inner}</${this.name}>`;
  }
}

function parse(text) {
  if (/<!DOCTYPE/i.test(text)) throw new TypeError("xml: a document type is refused");
  const top = new XmlElement("");
  let at = top;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    if (token === null) throw new TypeError("xml: this is not XML");
    const [, cdata, closed, opened, attributes, empty, plain] = token;
    if (cdata !== undefined) at.append(cdata);
    else if (plain !== undefined) {
      if (at !== top) at.append(decoded(plain));
      else if (plain.trim() !== "" && plain !== "\ufeff") throw new TypeError("xml: text outside of the root element");
    } else if (closed !== undefined) {
      if (at === top || at.name !== closed) throw new TypeError(`xml: unexpected </${closed}>`);
      at = at.parent;
    } else if (opened !== undefined) {
      const element = new XmlElement(opened);
      for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE)) element.setAttribute(name, decoded(double ?? single));
      at.append(element);
      if (empty === "") at = element;
    }
  }
  const root = top.children.find((child) => child instanceof XmlElement);
  if (at !== top || root === undefined || top.children.length !== 1) throw new TypeError("xml: no single root element");
  root.remove();
  return root;
}

export const xml = {
  parse,
  element(name, attributes = {}, ...children) {
    const element = new XmlElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  },
  build: (root) => `<?xml version="1.0" encoding="UTF-8"?>\n${root}`,
};

// XML documents as trees of elements and text. Comments and processing instructions are not kept.
(function (host, lib) {
  const NAME = /^[\p{L}_][\p{L}\p{N}._\-]*(?::[\p{L}_][\p{L}\p{N}._\-]*)?$/u;
  const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
  const DEEPEST = 256;

  function requireName(name, what) {
    if (!NAME.test(name)) throw new TypeError(`xml: ${what} '${name.slice(0, 100)}' (expected: a name such as order or ns:order)`);
    return name;
  }
  function requireText(text) {
    if (ILLEGAL.test(text)) throw new TypeError("xml: the text has a control character that XML cannot hold");
    return text.toWellFormed();
  }
  const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");
  const escapeValue = (text) => escape(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");

  class XmlElement {
    #name;
    #attributes = new Map();
    #children = [];
    #parent = null;
    #changed = false;

    constructor(name) {
      this.#name = requireName(String(name), "element");
    }
    get name() { return this.#name; }
    get localName() { return this.#name.slice(this.#name.indexOf(":") + 1); }
    get namespace() { return this.#uriOf(this.#name.includes(":") ? this.#name.split(":")[0] : ""); }
    get parent() { return this.#parent; }
    get children() { return [...this.#children]; }
    get attributes() { return Object.fromEntries(this.#attributes); }
    get text() {
      let text = "";
      for (const child of this.#children) text += typeof child === "string" ? child : child.text;
      return text;
    }
    set text(changed) {
      const text = requireText(String(changed));
      for (const child of this.#children) if (typeof child !== "string") child.#parent = null;
      this.#children = text === "" ? [] : [text];
      this.#touch();
    }
    getAttribute(name) { return this.#attributes.get(String(name)) ?? null; }
    setAttribute(name, value) {
      this.#attributes.set(requireName(String(name), "attribute"), requireText(String(value)));
      this.#touch();
    }
    removeAttribute(name) { if (this.#attributes.delete(String(name))) this.#touch(); }
    append(...nodes) { this.#insert(this.#children.length, nodes); }
    replaceWith(...nodes) {
      const parent = this.#parent;
      if (parent === null) throw new TypeError("xml: the root element cannot be replaced (expected: another root as data)");
      const at = parent.#children.indexOf(this);
      this.remove();
      parent.#insert(at, nodes);
    }
    remove() {
      const parent = this.#parent;
      if (parent === null) return;
      parent.#children.splice(parent.#children.indexOf(this), 1);
      this.#parent = null;
      parent.#touch();
    }
    select(path, namespaces = {}) { return lib.xpath.select(this, String(path), namespaces); }
    value(expression, namespaces = {}) { return lib.xpath.value(this, String(expression), namespaces); }
    toString() { return this.#write(0); }
    toJSON() { return this.toString(); }

    #uriOf(prefix) {
      const declaration = prefix === "" ? "xmlns" : "xmlns:" + prefix;
      for (let element = this; element !== null; element = element.#parent) {
        const uri = element.#attributes.get(declaration);
        if (uri !== undefined) return uri;
      }
      return prefix === "xml" ? "http://www.w3.org/XML/1998/namespace" : "";
    }
    #insert(at, nodes) {
      const inserted = nodes.map((node) => (node instanceof XmlElement ? node : requireText(String(node)))).filter((node) => node !== "");
      for (const node of inserted) {
        if (typeof node === "string") continue;
        for (let above = this; above !== null; above = above.#parent) {
          if (above === node) throw new TypeError(`xml: <${node.#name}> cannot be within itself`);
        }
        node.remove();
      }
      this.#children.splice(Math.min(at, this.#children.length), 0, ...inserted);
      for (const node of inserted) if (typeof node !== "string") node.#parent = this;
      this.#touch();
    }
    #touch() {
      let root = this;
      while (root.#parent !== null) root = root.#parent;
      root.#changed = true;
    }
    #write(depth) {
      if (depth > DEEPEST) throw new RangeError(`xml: more than ${DEEPEST} levels`);
      let out = "<" + this.#name;
      for (const [name, value] of this.#attributes) out += ` ${name}="${escapeValue(value)}"`;
      if (this.#children.length === 0) return out + "/>";
      out += ">";
      for (const child of this.#children) out += typeof child === "string" ? escape(child) : child.#write(depth + 1);
      return out + `</${this.#name}>`;
    }
    static {
      // What the parser found: elements, texts and ends, told apart by characters that XML cannot hold.
      lib.parsedXml = (text) => {
        let root = null;
        let open = null;
        for (const part of text.split("\u0001")) {
          const kind = part[0];
          if (kind === "/") {
            open = open.#parent;
          } else if (kind === "T") {
            open.#children.push(part.slice(1));
          } else if (kind === "E") {
            const [name, ...attributes] = part.slice(1).split("\u0002");
            const element = new XmlElement(name);
            for (let i = 0; i < attributes.length; i += 2) element.#attributes.set(attributes[i], attributes[i + 1]);
            if (open === null) root = element;
            else open.#children.push(element);
            element.#parent = open;
            open = element;
          }
        }
        return root;
      };
      lib.isXmlChanged = (root) => root.#changed;
      lib.xmlParts = (element) => ({ children: element.#children, attributes: element.#attributes });
    }
  }
  lib.XmlElement = XmlElement;

  lib.xmlOf = (parsed, refuse) => {
    if (parsed[0] === "!") throw refuse(parsed.slice(1));
    return lib.parsedXml(parsed);
  };

  globalThis.xml = {
    parse(text) { return lib.xmlOf(host.parseXml(String(text)), (reason) => new SyntaxError(`xml.parse: ${reason}`)); },
    element(name, attributes = {}, ...children) {
      const element = new XmlElement(name);
      for (const [attribute, value] of Object.entries(attributes ?? {})) element.setAttribute(attribute, value);
      element.append(...children);
      return element;
    },
    build(root) {
      if (!(root instanceof XmlElement)) throw new TypeError("xml.build: (expected: an element of xml.parse or xml.element)");
      return '<?xml version="1.0" encoding="UTF-8"?>' + root.toString();
    },
  };
  Object.defineProperty(globalThis, "xml", { enumerable: false });
});

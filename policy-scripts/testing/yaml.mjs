// Reads the part of YAML 1.2 that cases are written in: mappings, lists, both also in braces and
// brackets, texts (plain and quoted on one line, `|` and `|-` on several), numbers, true, false and
// null. Whatever else there is in YAML is refused, so that nothing is read as what it is not.

export class YamlError extends Error {
  constructor(file, line, message) {
    super(`${file}:${line}: ${message}`);
    this.name = "YamlError";
  }
}

/** The value of a document. */
export function parseYaml(text, file = "yaml") {
  const reader = new Reader(text.replace(/^\ufeff/, ""), file);
  const value = reader.block(0);
  if (reader.line !== undefined) reader.fail("the indentation fits nothing above");
  return value;
}

const NUMBER = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;
const KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'\[\]{},&*!|>%@`#?][^#]*?))[ \t]*:(?:[ \t]+|$)/;

function scalar(text) {
  if (text === "" || /^(?:~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (text.length <= 64 && NUMBER.test(text)) return Number(text.replace(/^\+/, ""));
  return text;
}

class Reader {
  constructor(text, file) {
    this.file = file;
    this.lines = text.split(/\r?\n/);
    this.at = -1;
    this.next();
  }

  fail(message) {
    throw new YamlError(this.file, this.at + 1, message);
  }

  /** Goes to the next line that says something. */
  next() {
    do this.at++;
    while (this.at < this.lines.length && /^[ \t]*(?:#.*)?$/.test(this.lines[this.at]));
    this.line = this.lines[this.at];
    if (this.line === undefined) return;
    if (/^(?:---|\.\.\.|%)/.test(this.line)) this.fail("only one document, without directives, is read here");
    if (/^ *\t/.test(this.line)) this.fail("a tab indents; write spaces");
    this.indent = this.line.search(/[^ ]/);
  }

  block(least) {
    if (this.line === undefined || this.indent < least) return null;
    const rest = this.line.slice(this.indent);
    if (/^-(?: |$)/.test(rest)) return this.list(this.indent);
    if (KEY.test(rest)) return this.mapping(this.indent);
    return this.value(rest, this.indent);
  }

  list(indent) {
    const list = [];
    while (this.line !== undefined && this.indent === indent && /^-(?: |$)/.test(this.line.slice(indent))) {
      const rest = this.line.slice(indent + 1);
      if (/^\s*(?:#.*)?$/.test(rest)) {
        this.next();
        list.push(this.block(indent + 1));
        continue;
      }
      this.line = " ".repeat(indent + 1) + rest;
      this.indent = this.line.search(/[^ ]/);
      list.push(this.block(indent + 1));
    }
    if (this.line !== undefined && this.indent > indent) this.fail("the indentation fits nothing above");
    return list;
  }

  mapping(indent) {
    const map = {};
    while (this.line !== undefined && this.indent === indent) {
      const match = KEY.exec(this.line.slice(indent));
      if (match === null) this.fail("not a key with a value");
      const key = match[1] !== undefined ? this.unescaped(match[1]) : match[2] !== undefined ? match[2].replaceAll("''", "'") : match[3];
      if (Object.hasOwn(map, key)) this.fail(`the key '${key}' is there twice`);
      const rest = this.line.slice(indent + match[0].length);
      let value;
      if (/^(?:#.*)?$/.test(rest)) {
        this.next();
        const inList = this.line !== undefined && this.indent === indent && /^-(?: |$)/.test(this.line.slice(indent));
        value = inList ? this.list(indent) : this.block(indent + 1);
      } else {
        value = this.value(rest, indent);
      }
      Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
    }
    if (this.line !== undefined && this.indent > indent) this.fail("the indentation fits nothing above");
    return map;
  }

  /** A value that begins on this line; the lines it takes are behind it afterwards. */
  value(text, indent) {
    const first = text[0];
    if (first === "|") return this.literal(text, indent);
    if ("&*!>%@`".includes(first)) this.fail(`'${first}' is not read here`);
    if (first === "[" || first === "{") return this.flow(text);
    if (first === '"' || first === "'") {
      const flow = new Flow(text, this);
      const value = flow.quoted();
      flow.end();
      this.next();
      this.noMore(indent);
      return value;
    }
    const plain = text.replace(/\s+#.*$/, "").trimEnd();
    if (/:(?:\s|$)/.test(plain)) this.fail("a colon within a text: quote it");
    this.next();
    this.noMore(indent);
    return scalar(plain);
  }

  noMore(indent) {
    if (this.line !== undefined && this.indent > indent) this.fail("a text on several lines: write | in front of it");
  }

  literal(text, indent) {
    const match = /^\|(-?)\s*(?:#.*)?$/.exec(text);
    if (match === null) this.fail("only | and |- are read here");
    const taken = [];
    let inner = -1;
    while (++this.at < this.lines.length) {
      const line = this.lines[this.at];
      const blank = line.trim() === "";
      const deep = line.search(/[^ ]/);
      if (inner < 0 && !blank) {
        if (deep <= indent) break;
        inner = deep;
      }
      if (!blank && deep < inner) break;
      taken.push(blank ? line.slice(Math.max(inner, 0)) : line.slice(inner));
    }
    this.at--;
    this.next();
    while (taken.length > 0 && taken.at(-1) === "") taken.pop();
    return taken.join("\n") + (match[1] === "" && taken.length > 0 ? "\n" : "");
  }

  flow(text) {
    let all = text;
    for (;;) {
      const flow = new Flow(all, this);
      const value = flow.value(true);
      if (value !== Flow.OPEN) {
        flow.end();
        this.next();
        return value;
      }
      this.at++;
      const more = this.lines[this.at];
      if (more === undefined) this.fail("a bracket is not closed");
      all += "\n" + more.trim();
    }
  }

  unescaped(text) {
    try {
      return JSON.parse(`"${text}"`);
    } catch {
      return this.fail("only the escapes of JSON are read here");
    }
  }
}

/** Values in braces and brackets. */
class Flow {
  static OPEN = Symbol("not closed yet");

  constructor(text, reader) {
    this.text = text;
    this.reader = reader;
    this.pos = 0;
  }

  end() {
    if (!/^[ \t]*(?:#.*)?$/.test(this.text.slice(this.pos))) this.reader.fail(`unexpected '${this.text.slice(this.pos).trim()}'`);
  }

  blanks() {
    const between = /(?:\s|(?<=\s)#[^\n]*)*/y;
    between.lastIndex = this.pos;
    between.exec(this.text);
    this.pos = between.lastIndex;
    return this.text[this.pos];
  }

  value() {
    const first = this.blanks();
    if (first === undefined) return Flow.OPEN;
    if (first === "[") return this.list();
    if (first === "{") return this.mapping();
    if (first === '"' || first === "'") return this.quoted();
    if ("&*!|>%@`".includes(first)) this.reader.fail(`'${first}' is not read here`);
    return scalar(this.plain());
  }

  plain() {
    const start = this.pos;
    while (this.pos < this.text.length) {
      const c = this.text[this.pos];
      if (",[]{}\n".includes(c)) break;
      if (c === ":" && /^(?:[\s,\[\]{}]|$)/.test(this.text.slice(this.pos + 1))) break;
      if (c === "#" && /\s/.test(this.text[this.pos - 1] ?? " ")) break;
      this.pos++;
    }
    return this.text.slice(start, this.pos).trim();
  }

  list() {
    this.pos++;
    const list = [];
    for (;;) {
      const c = this.blanks();
      if (c === undefined) return Flow.OPEN;
      if (c === "]") return this.pos++, list;
      const value = this.value();
      if (value === Flow.OPEN) return value;
      list.push(value);
      const after = this.separated("]");
      if (after === Flow.OPEN) return after;
    }
  }

  mapping() {
    this.pos++;
    const map = {};
    for (;;) {
      const c = this.blanks();
      if (c === undefined) return Flow.OPEN;
      if (c === "}") return this.pos++, map;
      const key = c === '"' || c === "'" ? this.quoted() : this.plain();
      if (key === Flow.OPEN) return key;
      if (Object.hasOwn(map, key)) this.reader.fail(`the key '${key}' is there twice`);
      const colon = this.blanks();
      if (colon === undefined) return Flow.OPEN;
      if (colon !== ":") this.reader.fail(`'${key}' has no value`);
      this.pos++;
      const next = this.blanks();
      const value = next === "," || next === "}" ? null : this.value();
      if (value === Flow.OPEN) return value;
      Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
      const after = this.separated("}");
      if (after === Flow.OPEN) return after;
    }
  }

  separated(close) {
    const c = this.blanks();
    if (c === undefined) return Flow.OPEN;
    if (c === ",") this.pos++;
    else if (c !== close) this.reader.fail(`unexpected '${c}' (expected: , or ${close})`);
    return c;
  }

  quoted() {
    const quote = this.text[this.pos];
    const match = (quote === '"' ? /"((?:[^"\\\n]|\\.)*)"/y : /'((?:[^'\n]|'')*)'/y);
    match.lastIndex = this.pos;
    const found = match.exec(this.text);
    if (found === null) this.reader.fail("a quote is not closed on its line");
    this.pos = match.lastIndex;
    return quote === '"' ? this.reader.unescaped(found[1]) : found[1].replaceAll("''", "'");
  }
}

// URL and URLSearchParams: the part of the URL standard that HTTP needs. Host names are ASCII; an
// international one is written in its xn-- form.
(function (host, lib) {
  const PORTS = { "http:": "80", "https:": "443", "ws:": "80", "wss:": "443", "ftp:": "21" };
  const PARTS = /^([a-zA-Z][a-zA-Z0-9+.-]*:)?(?:\/\/([^/?#\\]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

  const encode = (text, keep) => {
    let out = "";
    for (const c of text) out += keep.test(c) ? c : encodeURIComponent(c.isWellFormed() ? c : "\ufffd").replace(/[!'()*]/g, (x) => "%" + x.charCodeAt(0).toString(16).toUpperCase());
    return out;
  };
  const KEEP_PATH = /[A-Za-z0-9\-._~!$&'()*+,;=:@/%|[\]]/;
  const KEEP_QUERY = /[A-Za-z0-9\-._~!$&()*+,;=:@/?%|[\]`{}\\^]/;
  const KEEP_USER = /[A-Za-z0-9\-._~!$&'()*+,%]/;

  function decode(text) {
    const spaced = text.replaceAll("+", " ");
    if (!spaced.includes("%")) return spaced;
    const bytes = [];
    const utf8 = new TextEncoder().encode(spaced);
    for (let i = 0; i < utf8.length; i++) {
      const hex = utf8[i] === 37 ? String.fromCharCode(utf8[i + 1] ?? 0, utf8[i + 2] ?? 0) : "";
      if (/^[0-9a-fA-F]{2}$/.test(hex)) {
        bytes.push(parseInt(hex, 16));
        i += 2;
      } else {
        bytes.push(utf8[i]);
      }
    }
    return new TextDecoder().decode(new Uint8Array(bytes));
  }
  const form = (text) => encode(String(text), /[A-Za-z0-9\-._*]/).replaceAll("%20", "+");

  class URLSearchParams {
    #list = [];
    #changed = null;

    constructor(init = "", changed = null) {
      if (init !== null && typeof init === "object") {
        const pairs = init[Symbol.iterator] ? init : Object.entries(init);
        for (const [name, value] of pairs) this.#list.push([String(name), String(value)]);
      } else {
        this.#parse(String(init));
      }
      this.#changed = typeof changed === "function" ? changed : null;
    }
    #parse(text) {
      const query = text.startsWith("?") ? text.slice(1) : text;
      for (const part of query.split("&")) {
        if (part === "") continue;
        const at = part.indexOf("=");
        this.#list.push(at < 0 ? [decode(part), ""] : [decode(part.slice(0, at)), decode(part.slice(at + 1))]);
      }
    }
    #tell() {
      this.#changed?.(this.toString());
    }
    get size() { return this.#list.length; }
    get(name) { return this.#list.find(([n]) => n === String(name))?.[1] ?? null; }
    getAll(name) { return this.#list.filter(([n]) => n === String(name)).map(([, v]) => v); }
    has(name, value) { return this.#list.some(([n, v]) => n === String(name) && (value === undefined || v === String(value))); }
    append(name, value) {
      this.#list.push([String(name), String(value)]);
      this.#tell();
    }
    set(name, value) {
      const at = this.#list.findIndex(([n]) => n === String(name));
      if (at < 0) return this.append(name, value);
      this.#list = this.#list.filter(([n], i) => i === at || n !== String(name));
      this.#list[at] = [String(name), String(value)];
      this.#tell();
    }
    delete(name, value) {
      this.#list = this.#list.filter(([n, v]) => n !== String(name) || (value !== undefined && v !== String(value)));
      this.#tell();
    }
    sort() {
      this.#list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this.#tell();
    }
    forEach(action, self) { for (const [n, v] of this.#list) action.call(self, v, n, this); }
    *entries() { for (const [n, v] of this.#list) yield [n, v]; }
    *keys() { for (const [n] of this.#list) yield n; }
    *values() { for (const [, v] of this.#list) yield v; }
    [Symbol.iterator]() { return this.entries(); }
    toString() { return this.#list.map(([n, v]) => form(n) + "=" + form(v)).join("&"); }
  }

  function invalid(text) {
    return new TypeError(`URL: '${String(text).slice(0, 200)}' (expected: an absolute URL such as https://api.example.com/orders?full=1)`);
  }

  function withoutDots(path) {
    const out = [];
    const segments = path.split("/");
    segments.forEach((segment, i) => {
      const plain = segment.replace(/%2e/gi, ".");
      const last = i === segments.length - 1;
      if (plain === "..") {
        if (out.length > 1) out.pop();
        if (last) out.push("");
      } else if (plain === ".") {
        if (last) out.push("");
      } else {
        out.push(segment);
      }
    });
    const joined = out.join("/");
    return joined.startsWith("/") ? joined : "/" + joined;
  }

  class URL {
    #protocol; #username = ""; #password = ""; #hostname = ""; #port = ""; #pathname; #search = ""; #hash = ""; #params;

    constructor(input, base) {
      const text = String(input).trim().replace(/[\t\n\r]/g, "");
      const from = base === undefined ? null : new URL(base);
      const [, protocol, authority, path, query, fragment] = PARTS.exec(text) ?? [];
      if (path === undefined || (protocol === undefined && from === null)) throw invalid(input);
      const special = PORTS[(protocol ?? from.protocol).toLowerCase()] !== undefined;
      this.#protocol = (protocol ?? from.protocol).toLowerCase();
      if (authority !== undefined) {
        this.#authority(authority, input, special);
      } else if (protocol === undefined) {
        this.#username = from.username;
        this.#password = from.password;
        this.#hostname = from.hostname;
        this.#port = from.port;
      } else if (special) {
        throw invalid(input);
      }
      const slashed = special ? path.replaceAll("\\", "/") : path;
      if (authority === undefined && protocol === undefined && slashed === "") {
        this.#pathname = from.pathname;
        this.#search = query === undefined ? from.search : "";
      } else if (authority === undefined && protocol === undefined && !slashed.startsWith("/")) {
        this.#path(from.pathname.slice(0, from.pathname.lastIndexOf("/") + 1) + slashed);
      } else if (!special && authority === undefined) {
        this.#pathname = slashed;
      } else {
        this.#path(slashed);
      }
      if (query !== undefined) this.search = query;
      if (fragment !== undefined) this.hash = fragment;
    }
    #authority(authority, input, special) {
      const at = authority.lastIndexOf("@");
      if (at >= 0) {
        const [user, ...password] = authority.slice(0, at).split(":");
        this.#username = encode(user, KEEP_USER);
        this.#password = encode(password.join(":"), KEEP_USER);
      }
      const found = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]*)(?::(\d*))?$/.exec(authority.slice(at + 1));
      if (found === null || (special && found[1] === "") || !/^[!-~]*$/.test(found[1]) || /[<>"%^|`{}\s]/.test(found[1])) throw invalid(input);
      if (Number(found[2] ?? 0) > 65535) throw invalid(input);
      this.#hostname = found[1].toLowerCase();
      this.#port = found[2] === undefined || found[2] === "" || PORTS[this.#protocol] === String(Number(found[2])) ? "" : String(Number(found[2]));
    }
    #path(path) {
      this.#pathname = withoutDots(encode(path, KEEP_PATH));
    }
    get protocol() { return this.#protocol; }
    get username() { return this.#username; }
    get password() { return this.#password; }
    get hostname() { return this.#hostname; }
    get port() { return this.#port; }
    get host() { return this.#port === "" ? this.#hostname : this.#hostname + ":" + this.#port; }
    get origin() { return PORTS[this.#protocol] === undefined ? "null" : this.#protocol + "//" + this.host; }
    get pathname() { return this.#pathname; }
    set pathname(path) {
      const text = String(path);
      this.#path(text.startsWith("/") ? text : "/" + text);
    }
    get search() { return this.#search; }
    set search(query) {
      const text = String(query);
      const bare = text.startsWith("?") ? text.slice(1) : text;
      this.#search = bare === "" ? "" : "?" + encode(bare, KEEP_QUERY);
      this.#params = undefined;
    }
    get searchParams() {
      return (this.#params ??= new URLSearchParams(this.#search, (text) => { this.#search = text === "" ? "" : "?" + text; }));
    }
    get hash() { return this.#hash; }
    set hash(fragment) {
      const text = String(fragment);
      const bare = text.startsWith("#") ? text.slice(1) : text;
      this.#hash = bare === "" ? "" : "#" + encode(bare, KEEP_QUERY);
    }
    get href() {
      const user = this.#username === "" ? "" : this.#username + (this.#password === "" ? "" : ":" + this.#password) + "@";
      const authority = this.#hostname === "" && PORTS[this.#protocol] === undefined ? "" : "//" + user + this.host;
      return this.#protocol + authority + this.#pathname + this.#search + this.#hash;
    }
    toString() { return this.href; }
    toJSON() { return this.href; }
    static canParse(input, base) {
      try {
        new URL(input, base);
        return true;
      } catch (e) {
        return false;
      }
    }
  }

  lib.encodePath = (path) => encode(path, KEEP_PATH);
  lib.encodeQuery = (query) => encode(query, KEEP_QUERY);
  globalThis.URL = URL;
  globalThis.URLSearchParams = URLSearchParams;
});

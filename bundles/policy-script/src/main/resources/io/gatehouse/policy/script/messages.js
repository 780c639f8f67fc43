// Headers, Request, Response and GatewayError: the fetch standard's names over the gateway's own
// messages. Nothing is copied before it is asked for.
(function (host, lib) {
  const GATEWAY = Symbol("gateway");

  class GatewayError extends Error {
    constructor(status, title, detail = "") {
      if (!Number.isInteger(status) || status < 400 || status > 599) throw new RangeError(`new GatewayError: status ${String(status)} (expected: 400 to 599)`);
      super(String(title));
      this.status = status;
      this.title = String(title);
      this.detail = String(detail);
    }
  }
  GatewayError.prototype.name = "GatewayError";

  function checked(failure) {
    if (failure !== null) throw new TypeError(failure);
  }

  class Headers {
    #fields;

    constructor(init, token) {
      if (token === GATEWAY) {
        this.#fields = init;
        return;
      }
      this.#fields = host.newHeaders();
      if (init === undefined || init === null) return;
      const pairs = typeof init[Symbol.iterator] === "function" ? init : Object.entries(init);
      for (const [name, value] of pairs) this.append(name, value);
    }
    get(name) { return this.#fields.get(String(name)); }
    has(name) { return this.#fields.has(String(name)); }
    set(name, value) { checked(this.#fields.set(String(name), String(value))); }
    append(name, value) { checked(this.#fields.append(String(name), String(value))); }
    delete(name) { checked(this.#fields.remove(String(name))); }
    getSetCookie() { return this.#lines().filter(([name]) => name === "set-cookie").map(([, value]) => value); }
    // Neither names nor values can hold a line feed, so one string carries them all.
    #lines() {
      const text = this.#fields.lines();
      if (text === "") return [];
      const parts = text.split("\n");
      const lines = [];
      for (let i = 0; i < parts.length; i += 2) lines.push([parts[i].toLowerCase(), parts[i + 1]]);
      return lines;
    }
    *entries() {
      const combined = new Map();
      const cookies = [];
      for (const [name, value] of this.#lines()) {
        if (name === "set-cookie") cookies.push([name, value]);
        else combined.set(name, combined.has(name) ? combined.get(name) + ", " + value : value);
      }
      yield* [...combined, ...cookies].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    }
    *keys() { for (const [name] of this.entries()) yield name; }
    *values() { for (const [, value] of this.entries()) yield value; }
    forEach(action, self) { for (const [name, value] of this.entries()) action.call(self, value, name, this); }
    [Symbol.iterator]() { return this.entries(); }
    toJSON() { return Object.fromEntries(this.entries()); }
    static { lib.fieldsOf = (headers) => headers.#fields; }
  }

  function bytesOf(buffer) {
    return ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer);
  }

  // Content is either the gateway's, read when asked for and only where the policy declared it, or
  // the script's own: a string or bytes. A message costs little until its content is touched.
  let stateOf;
  class Message {
    // One private field, because contexts share code but not the names of private fields, and code
    // that sees many names for one field becomes slow.
    #state;

    constructor(state) {
      this.#state = state;
    }
    get headers() {
      const state = this.#state;
      return (state.headers ??= new Headers(state.call.headers(), GATEWAY));
    }

    async text() { return this.#text(); }
    async json() {
      this.#declared("json()");
      const data = this.#json();
      return data === undefined ? this.#parse("") : data;
    }
    async bytes() { return this.#bytes(); }
    async arrayBuffer() { return this.#bytes().buffer; }

    get data() {
      const content = this.#declared("data");
      if (!content.parsed) {
        if (content.mode === "text") content.data = this.#text();
        else if (content.mode === "bytes") content.data = this.#bytes();
        else if (content.mode === "form") content.data = new URLSearchParams(this.#text());
        else if (content.mode === "xml") content.data = this.#state.call.bodyLength() === 0 ? undefined : this.#xml();
        else content.data = this.#json();
        content.parsed = true;
      }
      return content.data;
    }
    set data(changed) {
      const content = this.#declared("data");
      content.data = changed;
      content.parsed = true;
      content.assigned = true;
    }

    get body() {
      const { call, own } = this.#state;
      if (lib.isStream(own)) return own;
      const side = call?.side() ?? "message";
      if (call === null || call.mode() !== "stream") throw new TypeError(`${side}.body: the content is not streamed (expected: meta.body = { ${side}: "stream" }; text(), json() and data read what is collected)`);
      return call.hasBody() && own === null ? (this.#state.body ??= lib.streamOf(call)) : null;
    }
    set body(changed) {
      if (!lib.isStream(changed)) throw new TypeError(`${this.#state.call?.side() ?? "message"}.body: (expected: what pipeThrough gives)`);
      this.#state.own = lib.takenStream(changed);
    }

    get soap() {
      const content = this.#declared("soap");
      if (content.mode !== "xml") {
        const side = this.#state.call?.side() ?? "message";
        throw new TypeError(`${side}.soap: the content is ${content.mode === "own" ? "the script's own" : content.mode} (expected: meta.body = { request: "xml" }, or response)`);
      }
      const root = this.data;
      if (!(root instanceof lib.XmlElement)) return undefined;
      if (content.soap?.envelope !== root) {
        content.soap = lib.soapOf(root, (reason) => new lib.ContentError(`the ${this.#state.call.side()} body is not SOAP: ${reason}`, "SOAP"));
      }
      return content.soap;
    }

    #declared(what) {
      this.#state.content ??= { mode: this.#state.call === null ? "own" : this.#state.call.mode(), data: undefined, soap: undefined, parsed: false, assigned: false };
      if (lib.isStream(this.#state.own) || (this.#state.content.mode === "stream" && this.#state.own === null)) {
        throw new TypeError(`${this.#state.call?.side() ?? "message"}.${what}: the content is streamed (expected: body.pipeThrough(...), or meta.body = { request: "json" } or alike)`);
      }
      if (this.#state.content.mode === "none" && this.#state.own === null) {
        const side = this.#state.call.side();
        throw new TypeError(`${side}.${what}: the policy declares no ${side} body (expected: meta.body = { ${side}: "json" }, "text", "xml", "form", "bytes" or "stream")`);
      }
      return this.#state.content;
    }
    // Content of its own that came from elsewhere stays there until it is read.
    #own() {
      const own = this.#state.own;
      if (own === null || typeof own === "string" || own instanceof Uint8Array) return own;
      const bytes = new Uint8Array(own.bodyLength());
      own.readBody(bytes.buffer);
      return (this.#state.own = bytes);
    }
    #text() {
      const content = this.#declared("text()");
      if (content.assigned) {
        const written = this.#written();
        return typeof written === "string" ? written : new TextDecoder().decode(written);
      }
      if (this.#state.call !== null && this.#state.own === null) return this.#state.call.bodyText();
      const own = this.#state.own;
      if (own === null || typeof own === "string") return own ?? "";
      return own instanceof Uint8Array ? new TextDecoder().decode(own) : own.bodyText();
    }
    #bytes() {
      const content = this.#declared("bytes()");
      if (!content.assigned && this.#state.own !== null && typeof this.#state.own === "object") return this.#own();
      if (content.assigned || this.#state.own !== null || this.#state.call === null) {
        const written = content.assigned ? this.#written() : this.#text();
        return typeof written === "string" ? new TextEncoder().encode(written) : written;
      }
      const bytes = new Uint8Array(this.#state.call.bodyLength());
      this.#state.call.readBody(bytes.buffer);
      return bytes;
    }
    #parse(text) {
      try {
        return JSON.parse(text);
      } catch (e) {
        if (this.#state.call === null || this.#state.own !== null) throw e;
        throw new lib.ContentError(`the ${this.#state.call.side()} body is not JSON: ${e.message}`, "JSON");
      }
    }
    #json() {
      const { call, own, content } = this.#state;
      const part = call !== null && own === null && !content?.assigned ? call.bodyJson() : null;
      if (part !== null) return lib.readJson(part);
      const text = this.#text();
      return text === "" ? undefined : this.#parse(text);
    }
    #xml() {
      const call = this.#state.call;
      return lib.xmlOf(host.parseBody(call), (reason) => new lib.ContentError(`the ${call.side()} body is not XML: ${reason}`, "XML"));
    }
    // What is to be written for the data: text or bytes.
    #written() {
      const { mode, data } = this.#state.content;
      if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return bytesOf(data);
      if (data instanceof lib.XmlElement) return xml.build(data);
      if (data instanceof URLSearchParams) return data.toString();
      if (mode === "text" || mode === "bytes" || mode === "xml" || mode === "form") return data == null ? "" : String(data);
      return lib.writeJson(data) ?? "";
    }
    // The content to send instead of the gateway's; undefined where that is unchanged.
    #replacement() {
      if (lib.isStream(this.#state.own)) return this.#state.own;
      const content = this.#state.content;
      if (content === null || !content.parsed) return this.#state.own === null && this.#state.call === null ? "" : this.#state.own ?? undefined;
      if (content.assigned || this.#state.own !== null || content.mode === "own" || content.mode === "bytes") return this.#written();
      if (content.mode === "text" || content.data === undefined) return undefined;
      if (content.mode === "xml") return lib.isXmlChanged(content.data) ? this.#written() : undefined;
      if (content.mode === "form") {
        const now = content.data.toString();
        return now === new URLSearchParams(this.#state.call.bodyText()).toString() ? undefined : now;
      }
      const after = this.#written();
      // Formatting is not a change: numbers beyond double precision must pass untouched.
      const call = this.#state.call;
      if (call.isSameJson(after)) return undefined;
      // Nor is the order that names get by being numbers.
      return call.hasMovingNames() && after === JSON.stringify(JSON.parse(call.bodyText())) ? undefined : after;
    }
    static {
      stateOf = (message) => message.#state;
      lib.replacementOf = (message) => message.#replacement();
      lib.callOf = (message) => message.#state.call;
    }
  }

  // Content that is not of the declared format.
  lib.ContentError = class extends Error {
    constructor(message, format) {
      super(message);
      this.format = format;
    }
  };

  // What is to be sent, to whatever takes content: text, bytes, or what was fetched.
  lib.writeContent = (taker, content) => {
    if (typeof content === "string") taker.setBodyText(content);
    else if (lib.isStream(content)) lib.writeStream(taker, content);
    else if (content instanceof Uint8Array) taker.setBodyBytes(content.buffer, content.byteOffset, content.byteLength);
    else taker.setBodyOf(content);
  };

  lib.ownContent = ownContent;
  function ownContent(body, headers) {
    if (body === null || body === undefined) return null;
    if (lib.isStream(body)) return lib.takenStream(body);
    if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return bytesOf(body);
    if (!headers.has("content-type")) headers.set("content-type", body instanceof URLSearchParams ? "application/x-www-form-urlencoded;charset=UTF-8" : "text/plain;charset=UTF-8");
    return String(body);
  }

  // A message of the gateway (call) or of the script (own content, and what made holds).
  const state = (call, own, headers, made) => ({ call, own, headers, content: null, body: undefined, made });

  class Request extends Message {
    constructor(input, init = undefined, token) {
      super(token === GATEWAY ? state(input, null, undefined, null) : Request.#make(input, init ?? {}));
    }
    static #make(input, { method, headers: fields, body }) {
      const from = input instanceof Request ? input : null;
      const headers = new Headers(fields ?? from?.headers);
      const own = body === undefined ? (from === null ? null : lib.replacementOf(from) ?? null) : ownContent(body, headers);
      // Content nobody touched goes along unread.
      const call = from !== null && body === undefined && own === null ? lib.callOf(from) : null;
      const target = new URL(from === null ? input : from.url, "http://gateway.invalid/");
      return state(call, own, headers, { method: String(method ?? from?.method ?? "GET"), target });
    }
    get method() {
      const { call, made } = stateOf(this);
      return made === null ? call.method() : made.method;
    }
    set method(changed) {
      const { call, made } = stateOf(this);
      if (made === null) checked(call.setMethod(String(changed)));
      else made.method = String(changed);
    }
    get url() {
      const { call, made } = stateOf(this);
      return made === null ? call.url() : made.target.href;
    }
    get path() {
      const { call, made } = stateOf(this);
      return made === null ? call.path() : made.target.pathname;
    }
    set path(changed) {
      const { call, made } = stateOf(this);
      if (made === null) checked(call.setTarget(String(changed), call.query()));
      else made.target.pathname = changed;
    }
    get query() {
      const { call, made } = stateOf(this);
      return made === null ? call.query() : made.target.search.slice(1);
    }
    set query(changed) {
      const { call, made } = stateOf(this);
      const text = String(changed);
      if (made === null) checked(call.setTarget(call.path(), text.startsWith("?") ? text.slice(1) : text));
      else made.target.search = text;
    }
    clone() { return new Request(this); }
  }
  lib.requestOf = (call) => new Request(call, undefined, GATEWAY);

  function checkedStatus(status) {
    if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
    throw new RangeError(`response.status: ${String(status)} (expected: a whole number from 200 to 599)`);
  }

  class Response extends Message {
    constructor(body = null, init = undefined, token) {
      super(token !== GATEWAY ? Response.#make(body, init ?? {}) : init ?? state(body, null, undefined, null));
    }
    static #make(body, { status, headers: fields }) {
      const headers = new Headers(fields);
      return state(null, ownContent(body, headers), headers, { status: checkedStatus(status ?? 200) });
    }
    get status() {
      const { call, made } = stateOf(this);
      return made === null ? call.status() : made.status;
    }
    set status(changed) {
      const { call, made } = stateOf(this);
      if (made === null) call.setStatus(checkedStatus(changed));
      else made.status = checkedStatus(changed);
    }
    get ok() { return this.status < 300; }
    static json(data, init = {}) {
      const headers = new Headers(init.headers);
      if (!headers.has("content-type")) headers.set("content-type", "application/json");
      const text = JSON.stringify(data);
      if (text === undefined) throw new TypeError("Response.json: the value has no JSON form");
      return new Response(text, { ...init, headers });
    }
    static redirect(url, status = 302) {
      if (![301, 302, 303, 307, 308].includes(status)) throw new RangeError(`Response.redirect: status ${String(status)} (expected: 301, 302, 303, 307 or 308)`);
      return new Response(null, { status, headers: { location: String(url) } });
    }
  }
  lib.responseOf = (call) => new Response(call, undefined, GATEWAY);
  lib.fetchedResponse = (answer) =>
    new Response(null, state(null, answer.bodyLength() === 0 ? null : answer, new Headers(answer.headers(), GATEWAY), { status: answer.status() }), GATEWAY);

  class ChannelMessage extends Message {
    get channel() { return stateOf(this).call.channel(); }
    get key() { return stateOf(this).call.key(); }
  }
  lib.messageOf = (call) => new ChannelMessage(state(call, null, undefined, null));

  Object.assign(globalThis, { GatewayError, Headers, Request, Response });
  for (const name of ["GatewayError", "Headers", "Request", "Response", "URL", "URLSearchParams", "console", "crypto", "btoa", "atob", "structuredClone"]) {
    Object.defineProperty(globalThis, name, { enumerable: false });
  }
});

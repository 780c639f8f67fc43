// The messages that hooks get: Node's Request and Response with what Gatehouse adds to them.
import { soapOf } from "./soap.mjs";
import { xml } from "./xml.mjs";

/** Content is not what the policy declares. */
export class ContentError extends Error {
  constructor(mode, message) {
    super(message);
    this.code = mode === "soap" ? "BODY_NOT_SOAP" : mode === "xml" ? "BODY_NOT_XML" : mode === "form" ? "BODY_NOT_FORM" : "BODY_NOT_JSON";
  }
}

/** Content as declared in meta.body: read when it is asked for, written back when it was changed. */
class Content {
  #bytes;
  #mode;
  #side;
  #data;
  #before;
  #read = false;
  #assigned = false;
  #stream;
  #piped = false;

  constructor(bytes, mode, side) {
    this.#bytes = bytes;
    this.#mode = mode;
    this.#side = side;
  }

  #declared(what) {
    if (this.#mode === "stream") throw new TypeError(`${this.#side}.${what}: the content is streamed (expected: body.pipeThrough(...))`);
    if (this.#mode === "none") throw new TypeError(`${this.#side}.${what}: the policy declares no ${this.#side} body (expected: meta.body = { ${this.#side}: "json" } or alike)`);
  }

  #text() {
    return new TextDecoder().decode(this.#bytes);
  }

  #parsed() {
    const text = this.#text();
    try {
      switch (this.#mode) {
        case "text": return text;
        case "bytes": return new Uint8Array(this.#bytes);
        case "form": return new URLSearchParams(text);
        case "xml": return text === "" ? undefined : xml.parse(text);
        default: return text === "" ? undefined : JSON.parse(text);
      }
    } catch (error) {
      throw new ContentError(this.#mode, `the ${this.#side} body is not ${this.#mode}: ${error.message}`);
    }
  }

  /** What streams; in the shim, of content that is here. */
  get body() {
    if (this.#mode !== "stream") throw new TypeError(`${this.#side}.body: the content is not streamed (expected: meta.body = { ${this.#side}: "stream" })`);
    return (this.#stream ??= this.#bytes.length === 0 ? null : new Response(this.#bytes).body);
  }
  set body(changed) {
    if (!(changed instanceof ReadableStream)) throw new TypeError(`${this.#side}.body: (expected: what pipeThrough gives)`);
    this.#stream = changed;
    this.#piped = true;
  }

  /** Reads what the transforms make of it. */
  async settle() {
    if (this.#piped && this.#stream !== null) {
      this.#bytes = new Uint8Array(await new Response(this.#stream).arrayBuffer());
      this.#stream = null;
    }
    return this.#piped;
  }

  get data() {
    this.#declared("data");
    if (!this.#read) {
      this.#data = this.#parsed();
      this.#before = this.#written(this.#data);
      this.#read = true;
    }
    return this.#data;
  }
  set data(changed) {
    this.#declared("data");
    this.#data = changed;
    this.#read = this.#assigned = true;
  }

  get soap() {
    if (this.#mode !== "xml") throw new TypeError(`${this.#side}.soap: the content is ${this.#mode} (expected: meta.body = { ${this.#side}: "xml" })`);
    return soapOf(this.data, (reason) => new ContentError("soap", `the ${this.#side} body is not SOAP: ${reason}`));
  }

  #written(data) {
    if (data === undefined || data === null) return "";
    if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return Buffer.from(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength).toString("latin1");
    return this.#mode === "json" ? (JSON.stringify(data) ?? "") : this.#mode === "xml" && typeof data !== "string" ? xml.build(data) : String(data);
  }

  /** What is to be sent. */
  bytes() {
    const after = this.#read ? this.#written(this.#data) : undefined;
    if (after === undefined || (!this.#assigned && after === this.#before)) return this.#bytes;
    const raw = this.#data instanceof ArrayBuffer || ArrayBuffer.isView(this.#data);
    return new Uint8Array(Buffer.from(after, raw ? "latin1" : "utf8"));
  }

  text(what) {
    this.#declared(what);
    return new TextDecoder().decode(this.bytes());
  }

  changed() {
    return this.bytes() !== this.#bytes;
  }
}

function own(message, properties) {
  for (const [name, property] of Object.entries(properties)) Object.defineProperty(message, name, { configurable: true, enumerable: true, ...property });
}

function withContent(message, content) {
  own(message, {
    data: { get: () => content.data, set: (changed) => { content.data = changed; } },
    soap: { get: () => content.soap },
    body: { get: () => content.body, set: (changed) => { content.body = changed; } },
    text: { value: async () => content.text("text()") },
    json: {
      value: async () => {
        const text = content.text("json()");
        try {
          return JSON.parse(text);
        } catch (error) {
          throw new ContentError("json", error.message);
        }
      },
    },
    bytes: { value: async () => (content.text("bytes()"), new Uint8Array(content.bytes())) },
    arrayBuffer: { value: async () => (content.text("arrayBuffer()"), new Uint8Array(content.bytes()).buffer) },
  });
  message[CONTENT] = content;
  return message;
}

const CONTENT = Symbol("content");

export function requestOf({ method, scheme, path, query, headers, bytes }, mode) {
  const target = { method, path, query };
  const url = () => `${scheme}://case.example${target.path}${target.query === "" ? "" : "?" + target.query}`;
  const request = new Request(url(), { headers });
  own(request, {
    method: { get: () => target.method, set: (changed) => { target.method = token(changed); } },
    path: { get: () => target.path, set: (changed) => { target.path = canonical(String(changed)); } },
    query: { get: () => target.query, set: (changed) => { target.query = queryOf(String(changed)); } },
    url: { get: url },
  });
  return withContent(request, new Content(bytes, mode, "request"));
}

export function responseOf({ status, headers, bytes }, mode) {
  const state = { status };
  const response = new Response(null, { headers });
  own(response, {
    status: {
      get: () => state.status,
      set: (changed) => {
        if (!Number.isInteger(changed) || changed < 200 || changed > 599) throw new RangeError(`response.status: ${changed} (expected: a whole number from 200 to 599)`);
        state.status = changed;
      },
    },
    ok: { get: () => state.status < 300 },
  });
  return withContent(response, new Content(bytes, mode, "response"));
}

/** What a hook left of a message, or made itself. */
export async function taken(message) {
  const content = message[CONTENT];
  const headers = new Headers(message.headers);
  if ((await content?.settle()) || content?.changed()) for (const name of ["content-encoding", "etag", "digest"]) headers.delete(name);
  const bytes = content === undefined ? new Uint8Array(await message.arrayBuffer()) : content.bytes();
  if (message instanceof Response) return { status: message.status, headers, bytes };
  const url = new URL(message.url);
  return { method: message.method, scheme: url.protocol.slice(0, -1), path: message.path ?? url.pathname, query: message.query ?? url.search.slice(1), headers, bytes };
}

function token(method) {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(String(method))) throw new TypeError(`request.method: '${method}' (expected: a token such as GET)`);
  return String(method);
}

function canonical(path) {
  const segments = path.split("/").slice(1);
  const bad = !/^\/(?:[\x21\x24\x26-\x3b=@A-Z_a-z~]|%[0-9A-Fa-f]{2})*$/.test(path) || segments.some((s, i) => /^(?:\.|%2e){1,2}$/i.test(s) || (s === "" && i < segments.length - 1));
  if (bad) throw new TypeError(`request.path: '${path}' (expected: percent-encoded, beginning with / and without empty or dot segments)`);
  return path;
}

function queryOf(text) {
  const query = text.startsWith("?") ? text.slice(1) : text;
  if (!/^(?:[\x21\x24\x26-\x3b=?@A-Z_a-z~\[\]]|%[0-9A-Fa-f]{2})*$/.test(query)) throw new TypeError(`request.query: '${query}' (expected: percent-encoded text)`);
  return query;
}

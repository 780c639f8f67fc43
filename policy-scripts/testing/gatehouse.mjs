// Runs the cases of Gatehouse's policy scripts under Node, without a gateway: `node --test testing/`.
// Request, Response, Headers, URL and crypto are Node's; `context`, `fetch`, `xml` and GatewayError
// come from here. The limits of time and memory are those of the engine alone: `gatehouse policy test`.
import { readFileSync } from "node:fs";
import { dirname, basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { differences } from "./expect.mjs";
import { ContentError, requestOf, responseOf, taken } from "./messages.mjs";
import { complete, frozen } from "./schema.mjs";
import { xml } from "./xml.mjs";
import { parseYaml } from "./yaml.mjs";

class GatewayError extends Error {
  constructor(status, title, detail = "") {
    if (!Number.isInteger(status) || status < 400 || status > 599) throw new RangeError(`new GatewayError: status ${status} (expected: 400 to 599)`);
    super(String(title));
    this.name = "GatewayError";
    this.status = status;
    this.title = String(title);
    this.detail = String(detail);
  }
}

class FetchError extends TypeError {
  constructor(target, failure) {
    super(`fetch ${target}: ${failure.title} (${failure.code})`);
    this.code = failure.code;
    this.failure = failure;
  }
}

Object.assign(globalThis, { GatewayError, xml });
const RealDate = Date;

/** The cases beside a script, each with a function that runs it and returns what is otherwise than expected. */
export async function casesOf(file) {
  const document = parseYaml(readFileSync(file, "utf8"), file);
  const script = join(dirname(file), basename(file).replace(/\.test\.yaml$/, ".js"));
  const policy = await import(pathToFileURL(script).href);
  return document.cases.map((one) => ({ name: one.name, run: () => run(policy, { config: document.config, ...one }) }));
}

async function run(policy, one) {
  const real = { fetch: globalThis.fetch, random: Math.random };
  const exchange = new Exchange(policy, one);
  globalThis.fetch = exchange.fetch;
  if (one.clock !== undefined) globalThis.Date = dateAt(RealDate.parse(one.clock));
  try {
    return differences(one.expect, await exchange.course());
  } finally {
    globalThis.fetch = real.fetch;
    globalThis.Date = RealDate;
  }
}

/** A Date that shows one moment. */
function dateAt(millis) {
  return class Date extends RealDate {
    constructor(...parts) {
      super(...(parts.length === 0 ? [millis] : parts));
    }
    static now() {
      return millis;
    }
  };
}

const problem = (code, status, title, detail = "") => ({ code, status, title, detail });

/** A case on its way through the policy, as in the gateway. */
class Exchange {
  constructor(policy, one) {
    this.policy = policy;
    this.one = one;
    this.meta = policy.meta ?? {};
    this.fetched = [];
    this.answers = [...(one.fetch ?? [])];
    this.forwarded = undefined;
    this.problem = undefined;
    this.vars = new Map(Object.entries(structuredClone(one.vars ?? {})));
    this.cache = new Map(Object.entries(one.cache ?? {}).map(([key, value]) => [key, JSON.stringify(value)]));
    const { secrets = {}, ...config } = one.config ?? {};
    this.secrets = (this.meta.secrets ?? []).length > 0 ? secrets : {};
    this.config = frozen(complete(this.meta.config ?? {}, structuredClone((this.meta.secrets ?? []).length > 0 ? config : (one.config ?? {}))));
    this.fetch = (target, init) => this.#fetch(target, init ?? {});
  }

  async course() {
    const { request = {} } = this.one;
    const [path, query = ""] = split(request.path ?? "/");
    const scheme = this.one.client?.tls === false ? "http" : "https";
    const sent = { method: request.method ?? "GET", scheme, path, query, ...message(request) };
    const first = requestOf(sent, this.meta.body?.request ?? "none");
    const after = await this.#hook("onRequest", first, Request, 400);
    let answer;
    if (after.problem !== undefined) answer = this.#failed(after.problem);
    else if (after.response !== undefined) answer = after.response;
    else {
      this.forwarded = after.request ?? (await taken(first));
      answer = await this.#destination();
    }
    return { forwarded: this.forwarded, problem: this.problem, answer, fetched: this.fetched, vars: Object.fromEntries(this.vars) };
  }

  async #destination() {
    const { error, response = {} } = this.one;
    if (error === undefined) return this.#onResponse({ status: response.status ?? 200, ...message(response) });
    const failure = { ...failureOf(error), origin: (error.origin ?? "upstream").toUpperCase() };
    const after = await this.#hook("onError", failure, undefined, 500);
    return this.#onResponse(after.response ?? this.#failed(after.problem ?? failure));
  }

  async #onResponse(sent) {
    const response = responseOf(sent, this.meta.body?.response ?? "none");
    const after = await this.#hook("onResponse", response, undefined, 502);
    if (after.problem !== undefined) return this.#failed(after.problem);
    return after.response ?? taken(response);
  }

  /** What a hook decided: a problem, a response, a request, or nothing of these. */
  async #hook(name, first, replaced, statusOfBadContent) {
    const hook = this.policy[name];
    if (hook === undefined) return {};
    try {
      const result = await hook(first, this.#context());
      this.vars = new Map(JSON.parse(JSON.stringify([...this.vars])));
      if (result === undefined || result === null || result === first) return (await content(first), {});
      if (result instanceof Response) return { response: await taken(result) };
      if (replaced !== undefined && result instanceof replaced) return { request: await taken(result) };
      throw new TypeError("the hook returned something else");
    } catch (error) {
      if (error instanceof GatewayError) return { problem: problem("SCRIPT_REFUSED", error.status, error.title, error.detail) };
      if (error instanceof ContentError) return { problem: problem(error.code, statusOfBadContent, "The content is not what is expected", error.message) };
      if (error instanceof FetchError) return { problem: error.failure };
      return { problem: { ...problem("SCRIPT_FAILED", 500, "A policy failed"), cause: error } };
    }
  }

  #failed(failure) {
    this.problem = failure;
    const { code, status, title, detail } = failure;
    const text = JSON.stringify({ type: "about:blank", title, status, code, detail });
    return { status, headers: new Headers({ "content-type": "application/problem+json" }), bytes: new TextEncoder().encode(text) };
  }

  #context() {
    const { one, cache, secrets, meta } = this;
    const { ip = "192.0.2.1", port = 54321, tls = true } = one.client ?? {};
    const { id, groups = [], metadata = {} } = one.consumer ?? {};
    const silent = () => {};
    return {
      requestId: "case",
      traceId: "0af7651916cd43dd8448eb211c80319c",
      api: one.api ?? "case",
      route: one.route ?? "case",
      consumer: id === undefined ? null : frozen({ id, groups, metadata }),
      auth: id === undefined ? null : frozen({ method: "api-key", subject: id, claims: {}, scopes: [] }),
      plan: metadata.plan ?? null,
      publish: async (channel) => {
        throw new TypeError(`context.publish: there is no channel '${channel}'`);
      },
      params: frozen({ ...one.params }),
      client: frozen({ ip, port, tls }),
      config: this.config,
      vars: this.vars,
      deadline: Date.now() + (meta.deadlineMs ?? 60000),
      log: { debug: silent, info: silent, warn: silent, error: silent },
      cache: {
        get: (key) => (cache.has(key) ? JSON.parse(cache.get(key)) : undefined),
        set: (key, value, ttlSeconds) => {
          if (!(ttlSeconds > 0)) throw new RangeError("context.cache: ttlSeconds (expected: a number above 0)");
          cache.set(key, JSON.stringify(value));
        },
        delete: (key) => void cache.delete(key),
      },
      secrets: {
        get: (name) => {
          if (!(meta.secrets ?? []).includes(name) || secrets[name] === undefined) throw new Error(`context.secrets: '${name}' is not given`);
          return String(secrets[name]);
        },
      },
      counters: { add: silent },
    };
  }

  async #fetch(target, init) {
    const from = target instanceof Request ? target : undefined;
    const url = from?.url ?? String(target);
    const match = /^upstream:\/\/([^/?#\\]+)([^?#\\]*)(\?[^#]*)?/.exec(url);
    if (match === null) throw new TypeError(`fetch: '${url}' (expected: upstream://NAME/path, with the name of an upstream of the API)`);
    const method = init.method ?? from?.method ?? "GET";
    const body = init.body ?? null;
    if ((method === "GET" || method === "HEAD") && body !== null && body.length !== 0) throw new TypeError(`fetch: a ${method} request has no content`);
    const shown = `upstream://${match[1]}${match[2] === "" ? "/" : match[2]}${match[3] ?? ""}`;
    const holder = new Response(body, { headers: init.headers ?? from?.headers });
    this.fetched.push({ method, url: shown, headers: holder.headers, bytes: new Uint8Array(await holder.arrayBuffer()) });
    const fitting = this.answers.filter((a) => (a.method ?? "GET") === method && a.url === shown);
    if (fitting.length > 1) this.answers.splice(this.answers.indexOf(fitting[0]), 1);
    if (fitting.length === 0) throw new FetchError(shown, problem("UPSTREAM_UNREACHABLE", 503, "The case has no answer"));
    if (fitting[0].error !== undefined) throw new FetchError(shown, failureOf(fitting[0].error));
    const { status = 200, ...rest } = fitting[0].response ?? {};
    const { headers, bytes } = message(rest);
    return new Response(status === 204 || status === 304 ? null : bytes, { status, headers });
  }
}

async function content(message) {
  if (message instanceof Request || message instanceof Response) await taken(message);
}

function failureOf({ code, status = 502, title = "The destination failed", detail = "" }) {
  return problem(code, status, title, detail);
}

function split(path) {
  const at = path.indexOf("?");
  return at < 0 ? [path] : [path.slice(0, at), path.slice(at + 1)];
}

/** Header fields and content as a case writes them. */
function message({ headers = {}, text, json, base64 }) {
  const fields = new Headers();
  for (const [name, value] of Object.entries(headers)) for (const one of [value].flat()) fields.append(name, String(one));
  const type = json !== undefined ? "application/json" : base64 !== undefined ? "application/octet-stream" : text !== undefined ? "text/plain;charset=UTF-8" : "";
  if (type !== "" && !fields.has("content-type")) fields.set("content-type", type);
  const bytes = base64 !== undefined ? new Uint8Array(Buffer.from(base64, "base64")) : new TextEncoder().encode(json !== undefined ? JSON.stringify(json) : String(text ?? ""));
  return { headers: fields, bytes };
}

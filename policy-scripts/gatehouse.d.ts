/**
 * What a Gatehouse policy script may use, in the version that this file ships with. A script is an
 * ES module in `policies/`; it exports at least one hook, and `meta` if it needs to.
 *
 *     // @ts-check
 *     /** @type {Gatehouse.OnRequest} *\/
 *     export function onRequest(request, context) { ... }
 */
declare namespace Gatehouse {
  /** Called before the destination is asked. */
  type OnRequest = (request: Request, context: Context) => RequestOutcome | Promise<RequestOutcome>;
  /** Called with the response, whoever made it. */
  type OnResponse = (response: Response, context: Context) => ResponseOutcome | Promise<ResponseOutcome>;
  /** Called when a later policy or the destination failed, before that becomes a response. */
  type OnError = (error: Problem, context: Context) => ResponseOutcome | Promise<ResponseOutcome>;
  /** Called with a message on its way to or from a channel. No channel calls it yet. */
  type OnMessage = (message: Message, context: Context) => MessageOutcome | Promise<MessageOutcome>;

  /** Nothing: go on. A Response: stop and answer. A Request: go on with that one. */
  type RequestOutcome = void | null | undefined | Response | Request;
  /** Nothing: go on. A Response: answer with that one. */
  type ResponseOutcome = void | null | undefined | Response;
  /** Nothing: the message goes on as the hook left it. Throw a GatewayError to refuse it. */
  type MessageOutcome = void | null | undefined;

  type BodyMode = "none" | "text" | "json" | "xml" | "form" | "bytes";

  interface Meta {
    /** What the hooks read of the content; `none` unless declared. */
    body?: { request?: BodyMode; response?: BodyMode; message?: BodyMode };
    /** How long a hook may run from one await to the next: 1 to 10000, 100 unless declared. */
    timeoutMs?: number;
    /** How long a hook may take in all, what it awaits included: 1 to 600000, 60000 unless declared. */
    deadlineMs?: number;
    /** How many fetches may be under way at once, over all requests: 1 to 100000, 10000 unless declared. */
    fetches?: number;
    /** Upstreams that the hooks fetch from: an API that uses the policy without declaring them is refused. */
    upstreams?: string[];
    /** Names of secrets the hooks read; each use of the policy gives them under `secrets`. */
    secrets?: string[];
    /**
     * What becomes of messages while the policy is out of service, because its calls were stopped too often: `closed` unless declared
     * (they fail), or `open` (they go on as if the policy were not there).
     */
    onFailure?: "open" | "closed";
    /** What the configuration may look like, with defaults. */
    config?: ConfigSchema;
  }

  /** The part of JSON Schema that is understood. Unknown keys are refused unless additionalProperties is true. */
  interface ConfigSchema {
    $schema?: string;
    type?: "object" | "array" | "string" | "number" | "integer" | "boolean";
    title?: string;
    description?: string;
    examples?: unknown[];
    default?: unknown;
    enum?: unknown[];
    properties?: Record<string, ConfigSchema>;
    required?: string[];
    additionalProperties?: boolean;
    items?: ConfigSchema;
    minimum?: number;
    maximum?: number;
    minLength?: number;
    maxLength?: number;
    /** `upstream`: the string must name an upstream that the API declares. */
    format?: "upstream";
  }

  interface Consumer {
    readonly id: string;
    readonly groups: readonly string[];
    readonly metadata: Readonly<Record<string, string>>;
  }

  interface Log {
    debug(...values: unknown[]): void;
    info(...values: unknown[]): void;
    warn(...values: unknown[]): void;
    error(...values: unknown[]): void;
  }

  /**
   * What the policy remembers between requests, in the memory of this gateway; it outlives a new version of the script. Values are
   * kept as JSON. The least used go first: up to 1,000 entries for each policy.
   */
  interface Cache {
    /** What was set, parsed anew; undefined where there is nothing or its time is up. */
    get(key: string): any;
    /** A value has at most 32,768 characters as JSON, a key 1 to 1,024; ttlSeconds is above 0, at most 30 days. */
    set(key: string, value: unknown, ttlSeconds: number): void;
    delete(key: string): void;
  }

  interface Secrets {
    /** The secret that this use of the policy gives under `secrets`; throws where it gives none or `meta.secrets` does not name it. */
    get(name: string): string;
  }

  interface Counters {
    /**
     * Adds to a count, which the metrics show as `gatehouse_policy_events_total` with the labels `policy`, `event` (the name) and these,
     * 5 at most. Names and labels are in snake_case. Beyond 1,000 series of a policy, further ones are counted together.
     */
    add(name: string, n?: number, labels?: Record<string, string | number | boolean>): void;
  }

  interface Context {
    /** The `x-request-id` of the response. */
    readonly requestId: string;
    /** 32 hex digits. */
    readonly traceId: string;
    /** The name of the API. */
    readonly api: string;
    /** The name of the route. */
    readonly route: string;
    /** Who calls, once a policy before this one has established it. */
    readonly consumer: Consumer | null;
    /** What the path template bound. */
    readonly params: Readonly<Record<string, string>>;
    readonly client: { readonly ip: string; readonly port: number; readonly tls: boolean };
    /** The configuration of this use of the policy, defaults filled in; frozen. */
    readonly config: any;
    /** Shared by all script policies along one exchange. Values are kept as JSON, 64 Ki characters in all. */
    readonly vars: Map<string, any>;
    readonly cache: Cache;
    readonly secrets: Secrets;
    readonly counters: Counters;
    /** When the hook must have ended, in milliseconds as of Date.now(). */
    readonly deadline: number;
    readonly log: Log;
  }

  /** Why an exchange failed. */
  interface Problem {
    readonly code: string;
    readonly status: number;
    readonly title: string;
    readonly detail: string;
    readonly origin: "CLIENT" | "GATEWAY" | "UPSTREAM";
  }
}

/** Refuses the exchange with an RFC 9457 problem in the script's own words. */
declare class GatewayError extends Error {
  constructor(status: number, title: string, detail?: string);
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

type HeadersInit = Headers | Iterable<readonly [string, string]> | Record<string, string>;
type BodyInit = string | ArrayBuffer | ArrayBufferView | URLSearchParams | null;

/** Header fields; names in any case. Framing fields such as content-length are the gateway's: setting them does nothing. */
declare class Headers implements Iterable<[string, string]> {
  constructor(init?: HeadersInit);
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  delete(name: string): void;
  has(name: string): boolean;
  getSetCookie(): string[];
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  forEach(action: (value: string, name: string, headers: Headers) => void, self?: unknown): void;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}

interface MessageContent {
  readonly headers: Headers;
  /**
   * The content as declared in `meta.body`: a string, what JSON.parse gives, an XmlElement, URLSearchParams or a Uint8Array; written
   * back when it was changed.
   */
  data: any;
  text(): Promise<string>;
  json(): Promise<any>;
  bytes(): Promise<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A message of a channel. */
interface Message extends MessageContent {
  readonly channel: string;
  readonly key: string | null;
}

interface Request extends MessageContent {
  method: string;
  readonly url: string;
  /** Percent-encoded, in the gateway's canonical form. */
  path: string;
  /** Without the question mark. */
  query: string;
  clone(): Request;
}
declare var Request: {
  prototype: Request;
  new (input: Request | URL | string, init?: { method?: string; headers?: HeadersInit; body?: BodyInit }): Request;
};

interface Response extends MessageContent {
  /** 200 to 599. */
  status: number;
  readonly ok: boolean;
}
declare var Response: {
  prototype: Response;
  new (body?: BodyInit, init?: { status?: number; headers?: HeadersInit }): Response;
  json(data: unknown, init?: { status?: number; headers?: HeadersInit }): Response;
  redirect(url: string | URL, status?: 301 | 302 | 303 | 307 | 308): Response;
};

/** What fetch rejects with when the upstream gave no answer. Not caught, the exchange fails with the same code: 502, 503 or 504. */
interface FetchError extends TypeError {
  /** `UPSTREAM_TIMEOUT`, `UPSTREAM_UNREACHABLE` and so on. */
  readonly code: string;
}

/**
 * Asks an upstream that the API declares: `upstream://NAME/path?query`. Its time limits, TLS and trace apply; redirects are not followed,
 * and the content of the answer is collected, up to the API's `bufferedBody`. A hook may have 50 under way at once.
 */
declare function fetch(
  target: string | Request,
  init?: { method?: string; headers?: HeadersInit; body?: BodyInit },
): Promise<Response>;

/** An element of an XML document. */
interface XmlElement {
  /** As written: `soap:Body`. */
  readonly name: string;
  readonly localName: string;
  /** The URI that its prefix stands for; empty where none does. */
  readonly namespace: string;
  readonly parent: XmlElement | null;
  /** Elements and text, in order; a copy. */
  readonly children: (XmlElement | string)[];
  /** All text below it; setting it replaces everything below it. */
  text: string;
  /** By names as written, declarations of namespaces included; a copy. */
  readonly attributes: Record<string, string>;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  append(...nodes: (XmlElement | string)[]): void;
  replaceWith(...nodes: (XmlElement | string)[]): void;
  remove(): void;
  /** What an XPath 1.0 path selects: elements, and strings for attributes and text. Prefixes are those of `namespaces`. */
  select(path: string, namespaces?: Record<string, string>): (XmlElement | string)[];
  /** What an XPath 1.0 expression comes to, as a string: of a path, the text of the first node. */
  value(expression: string, namespaces?: Record<string, string>): string;
  toString(): string;
}

declare var xml: {
  /** The root element. A document type, and with it any entity but the five of XML, is refused. */
  parse(text: string): XmlElement;
  element(name: string, attributes?: Record<string, string>, ...children: (XmlElement | string)[]): XmlElement;
  /** The text of a document with this root. */
  build(root: XmlElement): string;
};

declare class URL {
  constructor(url: string | URL, base?: string | URL);
  static canParse(url: string, base?: string): boolean;
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  pathname: string;
  search: string;
  readonly searchParams: URLSearchParams;
  hash: string;
  toString(): string;
  toJSON(): string;
}

declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(init?: string | Iterable<readonly [string, string]> | Record<string, string>);
  readonly size: number;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
  append(name: string, value: string): void;
  set(name: string, value: string): void;
  delete(name: string, value?: string): void;
  sort(): void;
  forEach(action: (value: string, name: string, params: URLSearchParams) => void, self?: unknown): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
  toString(): string;
}

declare class TextEncoder {
  readonly encoding: "utf-8";
  encode(text?: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: ArrayBuffer | ArrayBufferView): string;
}

type Hash = "SHA-256" | "SHA-384" | "SHA-512" | "SHA-1";
interface CryptoKey {
  readonly type: "secret";
  readonly extractable: false;
  readonly algorithm: { readonly name: "HMAC"; readonly hash: { readonly name: Hash } };
  readonly usages: readonly ("sign" | "verify")[];
}
declare var crypto: {
  randomUUID(): string;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
  readonly subtle: {
    digest(algorithm: Hash | { name: Hash }, data: ArrayBuffer | ArrayBufferView): Promise<ArrayBuffer>;
    importKey(
      format: "raw",
      key: ArrayBuffer | ArrayBufferView,
      algorithm: { name: "HMAC"; hash: Hash | { name: Hash } },
      extractable: false,
      usages: ("sign" | "verify")[],
    ): Promise<CryptoKey>;
    sign(algorithm: "HMAC" | { name: "HMAC" }, key: CryptoKey, data: ArrayBuffer | ArrayBufferView): Promise<ArrayBuffer>;
    /** Takes as long for a wrong signature as for a right one. */
    verify(
      algorithm: "HMAC" | { name: "HMAC" },
      key: CryptoKey,
      signature: ArrayBuffer | ArrayBufferView,
      data: ArrayBuffer | ArrayBufferView,
    ): Promise<boolean>;
  };
};
declare var console: Gatehouse.Log & { log(...values: unknown[]): void; trace(...values: unknown[]): void };
declare function btoa(text: string): string;
declare function atob(text: string): string;
declare function structuredClone<T>(value: T): T;

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

  /** Nothing: go on. A Response: stop and answer. A Request: go on with that one. */
  type RequestOutcome = void | null | undefined | Response | Request;
  /** Nothing: go on. A Response: answer with that one. */
  type ResponseOutcome = void | null | undefined | Response;

  type BodyMode = "none" | "text" | "json" | "bytes";

  interface Meta {
    /** What the hooks read of the content; `none` unless declared. */
    body?: { request?: BodyMode; response?: BodyMode };
    /** How long a hook may run: 1 to 10000, 100 unless declared. */
    timeoutMs?: number;
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
  /** The content as declared in `meta.body`, parsed; written back when it was changed. */
  data: any;
  text(): Promise<string>;
  json(): Promise<any>;
  bytes(): Promise<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
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

declare var crypto: {
  randomUUID(): string;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
};
declare var console: Gatehouse.Log & { log(...values: unknown[]): void; trace(...values: unknown[]): void };
declare function btoa(text: string): string;
declare function atob(text: string): string;
declare function structuredClone<T>(value: T): T;

// fetch: the only way out of a context, to the upstreams that the API declares.
(function (host, lib) {
  const TOKEN = Symbol("fetch");
  const LONGEST_TARGET = 16384;
  const TARGET = /^upstream:\/\/([^/?#\\]*)([^?#\\]*)(?:\?([^#]*))?(?:#.*)?$/s;

  class FetchError extends TypeError {
    #answer;

    constructor(target, answer, token) {
      if (token !== TOKEN) throw new TypeError("FetchError: made by fetch only");
      super(`fetch ${target}: ${answer.reason()} (${answer.code()})`);
      this.#answer = answer;
      this.code = answer.code();
    }
    static { lib.failedAnswer = (error) => error.#answer; }
  }
  FetchError.prototype.name = "FetchError";
  lib.FetchError = FetchError;

  const shown = (text) => (text.length > 200 ? text.slice(0, 200) + "..." : text);

  function begin(call, target, init, resolve, reject) {
    if (call === undefined) throw new TypeError("fetch: there is no request to ask for (expected: a call within a hook)");
    const from = target instanceof Request ? target : null;
    const text = from === null ? String(target) : from.url;
    if (text.length > LONGEST_TARGET) throw new TypeError(`fetch: a target of ${text.length} characters (expected: at most ${LONGEST_TARGET})`);
    const parts = TARGET.exec(text);
    if (parts === null) throw new TypeError(`fetch: '${shown(text)}' (expected: upstream://NAME/path, with the name of an upstream of the API)`);
    const headers = new Headers(init.headers ?? from?.headers);
    const content = init.body === undefined ? (from === null ? null : lib.replacementOf(from) ?? null) : lib.ownContent(init.body, headers);
    if (lib.isStream(content)) throw new TypeError("fetch: the content is a stream (expected: text or bytes)");
    const method = String(init.method ?? from?.method ?? "GET");
    const hasContent = content !== null && content !== "";
    if (hasContent && (method === "GET" || method === "HEAD")) throw new TypeError(`fetch: a ${method} request has no content`);
    const made = call.fetch(parts[1], lib.encodePath(parts[2]), lib.encodeQuery(parts[3] ?? ""), method, lib.fieldsOf(headers));
    if (made === null) throw new TypeError(`fetch ${shown(text)}: ${call.fetchRefusal()}`);
    if (hasContent) lib.writeContent(made, content);
    made.whenAnswered((answer) => {
      if (answer.code() === null) resolve(lib.fetchedResponse(answer));
      else reject(new FetchError(shown(text), answer, TOKEN));
    });
  }

  globalThis.fetch = function fetch(target, init = {}) {
    return new Promise((resolve, reject) => begin(lib.current, target, init ?? {}, resolve, reject));
  };
  Object.defineProperty(globalThis, "fetch", { enumerable: false });
});

// Runs a hook for the gateway and turns what it did into an outcome on the call. A hook's result is
// 0 where the message goes on, 1 where the call holds another outcome, 2 where a promise is pending.
(function (host, lib) {
  const DONE = 0, DECIDED = 1, PENDING = 2;
  const isObject = (value) => value !== null && typeof value === "object";

  function frozen(value) {
    if (isObject(value) && !Object.isFrozen(value)) {
      Object.freeze(value);
      for (const key of Object.keys(value)) frozen(value[key]);
    }
    return value;
  }

  class Context {
    #state;

    constructor(call, config) {
      this.#state = { call, config, consumer: undefined, auth: undefined, params: undefined, client: undefined, vars: undefined, secrets: undefined };
    }
    get requestId() { return this.#state.call.requestId(); }
    get traceId() { return this.#state.call.traceId(); }
    get api() { return this.#state.call.api(); }
    get route() { return this.#state.call.route(); }
    get deadline() { return this.#state.call.deadline(); }
    get config() { return this.#state.config; }
    get log() { return lib.log; }
    get cache() { return lib.cache; }
    get counters() { return lib.counters; }
    get secrets() { return this.#once("secrets", lib.secretsOf); }
    get consumer() { return this.#once("consumer", (call) => frozen(JSON.parse(call.consumer()))); }
    get auth() { return this.#once("auth", (call) => frozen(JSON.parse(call.auth()))); }
    get plan() { return this.#state.call.plan(); }
    get params() { return this.#once("params", (call) => frozen(JSON.parse(call.params()))); }
    get client() {
      return this.#once("client", (call) => Object.freeze({ ip: call.clientIp(), port: call.clientPort(), tls: call.clientTls() }));
    }
    get vars() { return this.#once("vars", (call) => new Map(JSON.parse(call.vars()))); }
    async publish(channel) {
      throw new TypeError(`context.publish: there is no channel '${String(channel).slice(0, 100)}' (expected: the name of a declared channel; this version of the gateway declares none)`);
    }
    #once(name, make) {
      const state = this.#state;
      return state[name] === undefined ? (state[name] = make(state.call)) : state[name];
    }
    static {
      lib.saveVars = (context, call) => {
        const { vars } = context.#state;
        if (vars === undefined) return;
        const failure = call.setVars(JSON.stringify([...vars]));
        if (failure !== null) throw new RangeError(failure);
      };
    }
  }

  function describe(value) {
    if (value === null || value === undefined) return String(value);
    const type = typeof value;
    if (type === "object") return `an object (${value.constructor?.name ?? "without prototype"})`;
    return type === "string" ? `the string '${value.slice(0, 40)}'` : `a ${type} (${String(value)})`;
  }

  function keep(call, message) {
    const replacement = lib.replacementOf(message);
    if (replacement !== undefined) lib.writeContent(call, replacement);
    return DONE;
  }
  function respond(call, response) {
    const origin = lib.callOf(response);
    if (origin !== null) throw new TypeError("the hook returned the response of another exchange");
    call.respond(response.status, lib.fieldsOf(response.headers));
    lib.writeContent(call, lib.replacementOf(response));
    return DECIDED;
  }
  function replaceRequest(call, request) {
    for (const failure of [call.setMethod(request.method), call.setTarget(request.path, request.query)]) {
      if (failure !== null) throw new TypeError(failure);
    }
    call.replaceHeaders(lib.fieldsOf(request.headers));
    const origin = lib.callOf(request);
    if (origin !== null && origin !== call) throw new TypeError("the hook returned the request of another exchange");
    return keep(call, request);
  }

  function conclude(call, message, context, result, allowed) {
    lib.saveVars(context, call);
    if (result === undefined || result === null || result === message) return message === null ? DONE : keep(call, message);
    if (result instanceof Response && allowed.response) return respond(call, result);
    if (result instanceof Request && allowed.request) return replaceRequest(call, result);
    throw new TypeError(`the hook returned ${describe(result)} (expected: ${allowed.text})`);
  }

  function failed(call, error) {
    if (error instanceof GatewayError) {
      call.refuse(error.status, String(error.title), String(error.detail));
      return DECIDED;
    }
    if (error instanceof lib.ContentError) {
      call.badContent(error.format, error.message);
      return DECIDED;
    }
    if (error instanceof lib.FetchError) {
      call.fetchFailed(lib.failedAnswer(error));
      return DECIDED;
    }
    throw error;
  }

  async function finish(call, message, context, promise, allowed) {
    try {
      conclude(call, message, context, await promise, allowed);
    } catch (error) {
      try {
        failed(call, error);
      } catch (unknown) {
        call.rejected(unknown);
        return;
      }
    }
    call.settled();
  }

  function run(hook, call, message, first, config, allowed) {
    const context = new Context(call, config);
    lib.current = call;
    try {
      const result = hook(first, context);
      if (isObject(result) && typeof result.then === "function") {
        finish(call, message, context, result, allowed);
        return PENDING;
      }
      return conclude(call, message, context, result, allowed);
    } catch (error) {
      return failed(call, error);
    }
  }

  const REQUEST = { request: true, response: true, text: "nothing, a Response or a Request" };
  const RESPONSE = { request: false, response: true, text: "nothing or a Response" };
  const MESSAGE = { request: false, response: false, text: "nothing; throw a GatewayError to refuse the message" };

  // No global leads to these, scripts do: through what they are handed.
  lib.roots = [lib.log, lib.cache, lib.counters, Context, lib.ContentError, lib.FetchError, lib.XmlElement, ...lib.soapTypes, ...lib.streamTypes];
  return {
    onRequest(hook, call, config) {
      const request = lib.requestOf(call);
      return run(hook, call, request, request, config, REQUEST);
    },
    onResponse(hook, call, config) {
      const response = lib.responseOf(call);
      return run(hook, call, response, response, config, RESPONSE);
    },
    onError(hook, call, config) {
      const problem = frozen(JSON.parse(call.problem()));
      return run(hook, call, null, problem, config, RESPONSE);
    },
    onMessage(hook, call, config) {
      const message = lib.messageOf(call);
      return run(hook, call, message, message, config, MESSAGE);
    },
    when(hook, call, config) {
      lib.current = call;
      const result = hook(lib.requestOf(call), new Context(call, config));
      if (isObject(result) && typeof result.then === "function") throw new TypeError("the expression is a promise (expected: a value that is there at once)");
      if (!result) call.skip();
      return DONE;
    },
    resume(call, settle, answer) {
      lib.current = call;
      settle(answer);
    },
    config: (text) => frozen(JSON.parse(text)),
  };
});

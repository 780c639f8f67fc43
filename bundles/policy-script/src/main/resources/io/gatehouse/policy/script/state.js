// What a policy has besides messages: a cache, secrets, counters.
(function (host, lib) {
  function checked(failure) {
    if (failure !== null) throw new TypeError(failure);
  }

  lib.cache = {
    get(key) {
      const text = host.cached(String(key));
      return text === null ? undefined : JSON.parse(text);
    },
    set(key, value, ttlSeconds) {
      const text = JSON.stringify(value);
      if (text === undefined) throw new TypeError("context.cache: the value has no JSON form");
      checked(host.cache(String(key), text, typeof ttlSeconds === "number" ? ttlSeconds : NaN));
    },
    delete(key) { host.uncache(String(key)); },
  };

  lib.counters = {
    add(name, n = 1, labels = {}) {
      const parts = [];
      for (const [label, value] of Object.entries(labels ?? {})) parts.push(label, String(value).slice(0, 200).replaceAll("\n", " "));
      checked(host.count(String(name), typeof n === "number" ? n : NaN, parts.join("\n")));
    },
  };

  lib.secretsOf = (call) => Object.freeze({
    get(name) {
      const value = call.secret(String(name));
      if (value === null) throw new TypeError(call.secretRefusal(String(name)));
      return value;
    },
  });
});

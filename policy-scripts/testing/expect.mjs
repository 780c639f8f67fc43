// Compares what a case expects with what came.
import { isDeepStrictEqual } from "node:util";

/** What is otherwise than expected, in words. */
export function differences(expect, came) {
  const found = [];
  const differ = (where, expected, value) => found.push(`${where}: ${JSON.stringify(expected)} was expected, ${JSON.stringify(value)} came`);
  const told = came.problem === undefined ? "" : ` (${came.problem.code} ${came.problem.status} ${came.problem.title}${came.problem.cause === undefined ? "" : ": " + came.problem.cause})`;
  const equal = (where, expected, value) => {
    if (expected !== undefined && !isDeepStrictEqual(expected, value)) differ(where, expected, value);
  };
  const text = (where, expected, values) => {
    if (expected === undefined || holds(expected, values)) return;
    differ(where, expected, values.length === 1 ? values[0] : values);
  };
  const message = (where, expected, value) => {
    for (const [name, field] of Object.entries(expected.headers ?? {})) text(`${where}.headers.${name}`, field, valuesOf(value.headers, name, field));
    if (expected.base64 !== undefined) equal(`${where}.base64`, expected.base64, Buffer.from(value.bytes).toString("base64"));
    text(`${where}.text`, expected.text, [new TextDecoder().decode(value.bytes)]);
    if (expected.json !== undefined) equal(`${where}.json`, expected.json, parsed(value.bytes));
  };

  equal("forwarded", expect.forwarded, came.forwarded !== undefined);
  if (expect.request !== undefined) {
    if (came.forwarded === undefined) differ("request", "the destination is asked", `it was not${told}`);
    else {
      const { method, path, query } = came.forwarded;
      equal("request.method", expect.request.method, method);
      text("request.path", expect.request.path, [query === "" ? path : `${path}?${query}`]);
      message("request", expect.request, came.forwarded);
    }
  }
  if (expect.problem !== undefined) {
    if (came.problem === undefined) differ("problem", "a problem", `the answer ${came.answer.status}`);
    else {
      equal("problem.status", expect.problem.status, came.problem.status);
      equal("problem.code", expect.problem.code, came.problem.code);
      text("problem.title", expect.problem.title, [came.problem.title]);
      text("problem.detail", expect.problem.detail, [came.problem.detail]);
    }
  } else if (came.problem !== undefined && expect.response === undefined && expect.request === undefined && expect.forwarded === undefined) {
    differ("problem", "none", told);
  }
  if (expect.response !== undefined) {
    equal("response.status", expect.response.status, came.answer.status);
    message("response", expect.response, came.answer);
  }
  if (expect.fetched !== undefined) {
    equal("fetched", expect.fetched.map((f) => `${f.method ?? "GET"} ${f.url}`), came.fetched.map((f) => `${f.method} ${f.url}`));
    expect.fetched.forEach((one, i) => {
      if (came.fetched[i] !== undefined) message(`fetched[${i}]`, one, came.fetched[i]);
    });
  }
  for (const [name, value] of Object.entries(expect.vars ?? {})) equal(`vars.${name}`, value, came.vars[name]);
  return found.length === 0 || told === "" ? found : [...found, `the exchange failed${told}`];
}

function parsed(bytes) {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Fields that came several times are one here, except cookies: as Headers has it. */
function valuesOf(headers, name, expected) {
  if (name.toLowerCase() === "set-cookie") return headers.getSetCookie();
  const value = headers.get(name);
  return value === null ? [] : Array.isArray(expected) ? value.split(", ") : [value];
}

function holds(expected, values) {
  if (expected === null) return values.length === 0;
  if (Array.isArray(expected)) return isDeepStrictEqual(expected.map(String), values);
  if (typeof expected === "object") return values.length === 1 && new RegExp(expected.matches).test(values[0]);
  return values.length === 1 && values[0] === String(expected);
}

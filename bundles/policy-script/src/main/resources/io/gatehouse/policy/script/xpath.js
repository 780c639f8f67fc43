// XPath 1.0 over the trees of xml.js, without variables, comments, processing instructions, id() and lang(). Written here, and not
// left to Java, because expressions may be slow by nature, and what runs here can be stopped.
(function (host, lib) {
  const AXES = new Set(["child", "descendant", "descendant-or-self", "self", "parent", "ancestor", "ancestor-or-self", "attribute", "following-sibling", "preceding-sibling"]);
  const TOKEN = /\s*(?:("[^"]*"|'[^']*')|(\d+(?:\.\d*)?|\.\d+)|(::|\/\/|\.\.|!=|<=|>=|[()[\].@,/|+\-=<>*:])|([\p{L}_][\p{L}\p{N}._\-]*))/uy;
  const LONGEST = 4096;
  const DEEPEST = 64;
  const compiled = new Map();

  function wrong(expression, reason) {
    return new SyntaxError(`xpath '${expression.slice(0, 200)}': ${reason}`);
  }

  function tokensOf(expression) {
    const tokens = [];
    TOKEN.lastIndex = 0;
    const end = expression.trimEnd().length;
    while (TOKEN.lastIndex < end) {
      const at = TOKEN.lastIndex;
      const found = TOKEN.exec(expression);
      if (found === null) throw wrong(expression, `character ${at + 1} is not understood`);
      const [, literal, number, symbol, name] = found;
      if (literal !== undefined) tokens.push({ kind: "literal", text: literal.slice(1, -1) });
      else if (number !== undefined) tokens.push({ kind: "number", text: number });
      else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
      else tokens.push({ kind: "name", text: name });
    }
    return tokens;
  }

  // Makes a function of a context { node, position, size, namespaces } out of the expression.
  function compile(expression) {
    if (expression.length > LONGEST) throw wrong(expression, `longer than ${LONGEST} characters`);
    const tokens = tokensOf(expression);
    let at = 0;
    let depth = 0;
    const peek = (ahead = 0) => tokens[at + ahead]?.text;
    const kind = (ahead = 0) => tokens[at + ahead]?.kind;
    const isSymbol = (text, ahead = 0) => kind(ahead) === "symbol" && peek(ahead) === text;
    const take = (text) => (isSymbol(text) ? (at++, true) : false);
    function expect(text) {
      if (!take(text)) throw wrong(expression, at < tokens.length ? `'${peek()}' where '${text}' is expected` : `'${text}' is missing at the end`);
    }

    // An operator's name counts as one only where an operand has come before it.
    const LEVELS = [["or"], ["and"], ["=", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "div", "mod"]];
    function binary(level) {
      if (level === LEVELS.length) return unary();
      let left = binary(level + 1);
      while (at < tokens.length && kind() !== "literal" && LEVELS[level].includes(peek())) {
        const operator = tokens[at++].text;
        const before = left;
        const right = binary(level + 1);
        left = (context) => OPERATORS[operator](before, right, context);
      }
      return left;
    }
    function unary() {
      let negative = false;
      while (take("-")) negative = !negative;
      let left = path();
      while (take("|")) {
        const before = left;
        const right = path();
        left = (context) => inOrder([...nodesOf(before(context), expression), ...nodesOf(right(context), expression)]);
      }
      return negative ? (context) => -numberOf(left(context)) : left;
    }
    function full() {
      if (++depth > DEEPEST) throw wrong(expression, `nested deeper than ${DEEPEST} levels`);
      const made = binary(0);
      depth--;
      return made;
    }
    function path() {
      const isFunction = kind() === "name" && isSymbol("(", 1) && peek() !== "text" && peek() !== "node";
      if (kind() === "literal" || kind() === "number" || isSymbol("(") || isFunction) return filtered();
      return location();
    }
    function filtered() {
      let made = primary();
      const predicates = [];
      while (isSymbol("[")) predicates.push(predicate());
      if (predicates.length > 0) {
        const before = made;
        made = (context) => predicates.reduce((nodes, p) => chosen(nodes, p, context), nodesOf(before(context), expression));
      }
      if (!isSymbol("/") && !isSymbol("//")) return made;
      const steps = rest();
      return (context) => walk(nodesOf(made(context), expression), steps, context);
    }
    function primary() {
      const token = tokens[at++];
      if (token.kind === "literal") return () => token.text;
      if (token.kind === "number") return () => Number(token.text);
      if (token.text === "(") {
        const inner = full();
        expect(")");
        return inner;
      }
      const name = token.text;
      if (!Object.hasOwn(FUNCTIONS, name)) throw wrong(expression, `there is no function '${name}'`);
      expect("(");
      const args = [];
      if (!isSymbol(")")) do args.push(full()); while (take(","));
      expect(")");
      const [least, most, run] = FUNCTIONS[name];
      if (args.length < least || args.length > most) throw wrong(expression, `${name}() with ${args.length} arguments`);
      return (context) => run(context, ...args.map((arg) => arg(context)));
    }
    function location() {
      if (isSymbol("/") && (at + 1 >= tokens.length || (kind(1) === "symbol" && !["@", ".", "..", "*"].includes(peek(1))))) {
        at++;
        return (context) => [rootOf(context.node)];
      }
      const absolute = isSymbol("/") || isSymbol("//");
      const steps = absolute ? rest() : [step(), ...rest()];
      return (context) => walk([absolute ? rootOf(context.node) : context.node], steps, context);
    }
    function rest() {
      const steps = [];
      while (isSymbol("/") || isSymbol("//")) {
        if (tokens[at++].text === "//") steps.push({ axis: "descendant-or-self", test: () => true, predicates: [] });
        steps.push(step());
      }
      return steps;
    }
    function step() {
      if (take(".")) return { axis: "self", test: () => true, predicates: [] };
      if (take("..")) return { axis: "parent", test: () => true, predicates: [] };
      let axis = "child";
      if (take("@")) axis = "attribute";
      else if (kind() === "name" && isSymbol("::", 1)) {
        axis = peek();
        if (!AXES.has(axis)) throw wrong(expression, `there is no axis '${axis}'`);
        at += 2;
      }
      const test = nodeTest(axis === "attribute" ? "attribute" : "element");
      const predicates = [];
      while (isSymbol("[")) predicates.push(predicate());
      return { axis, test, predicates };
    }
    function nodeTest(principal) {
      if (take("*")) return (node) => node.kind === principal;
      if (kind() !== "name") throw wrong(expression, at < tokens.length ? `'${peek()}' where a name is expected` : "a name is missing at the end");
      const name = tokens[at++].text;
      if (take("(")) {
        expect(")");
        if (name === "node") return () => true;
        if (name === "text") return (node) => node.kind === "text";
        throw wrong(expression, `there is no test '${name}()'`);
      }
      if (!take(":")) return (node) => node.kind === principal && node.local === name && uriOf(node) === "";
      const any = take("*");
      const local = any ? "" : tokens[at++]?.text;
      return (node, namespaces) => {
        const uri = namespaces[name];
        if (uri === undefined) throw new TypeError(`xpath '${expression.slice(0, 200)}': the prefix '${name}' stands for nothing (expected: { ${name}: "its URI" } as namespaces)`);
        return node.kind === principal && (any || node.local === local) && uriOf(node) === uri;
      };
    }
    function predicate() {
      expect("[");
      const inner = full();
      expect("]");
      return inner;
    }

    const made = full();
    if (at < tokens.length) throw wrong(expression, `'${peek()}' is too much`);
    return made;
  }

  function walk(nodes, steps, context) {
    let current = nodes;
    for (const { axis, test, predicates } of steps) {
      const next = [];
      for (const node of current) {
        let found = along(axis, node).filter((n) => test(n, context.namespaces));
        for (const predicate of predicates) found = chosen(found, predicate, context);
        for (const each of found) next.push(each);
      }
      current = inOrder(next);
    }
    return current;
  }
  function chosen(nodes, predicate, context) {
    return nodes.filter((node, i) => {
      const result = predicate({ node, position: i + 1, size: nodes.length, namespaces: context.namespaces });
      return typeof result === "number" ? result === i + 1 : truthOf(result);
    });
  }
  function* below(node) {
    for (const child of node.children) {
      yield child;
      yield* below(child);
    }
  }
  function ancestors(node) {
    const found = [];
    for (let above = node.parent; above !== null; above = above.parent) found.push(above);
    return found;
  }
  function along(axis, node) {
    switch (axis) {
      case "child": return node.children;
      case "descendant": return [...below(node)];
      case "descendant-or-self": return [node, ...below(node)];
      case "self": return [node];
      case "parent": return node.parent === null ? [] : [node.parent];
      case "ancestor": return ancestors(node);
      case "ancestor-or-self": return [node, ...ancestors(node)];
      case "attribute": return node.attributes;
      default: {
        if (node.parent === null || node.kind === "attribute") return [];
        const siblings = node.parent.children;
        const at = siblings.indexOf(node);
        return axis === "following-sibling" ? siblings.slice(at + 1) : siblings.slice(0, at).reverse();
      }
    }
  }
  const inOrder = (nodes) => [...new Set(nodes)].sort((a, b) => a.order - b.order);

  // The tree with numbers in document order, made anew for each question: what was asked about may have changed.
  function indexed(element) {
    let top = element;
    while (top.parent !== null) top = top.parent;
    let order = 0;
    let asked = null;
    const node = (kind, parent, more) => ({ kind, parent, order: order++, children: [], attributes: [], local: "", element: null, value: "", ...more });
    function add(of, parent) {
      const made = node("element", parent, { element: of, local: of.localName });
      if (of === element) asked = made;
      const { children, attributes } = lib.xmlParts(of);
      for (const [name, value] of attributes) {
        if (name === "xmlns" || name.startsWith("xmlns:")) continue;
        made.attributes.push(node("attribute", made, { name, local: name.slice(name.indexOf(":") + 1), value }));
      }
      for (const child of children) made.children.push(typeof child === "string" ? node("text", made, { value: child }) : add(child, made));
      return made;
    }
    const root = node("root", null, {});
    root.children.push(add(top, root));
    return asked;
  }
  function rootOf(node) {
    let root = node;
    while (root.parent !== null) root = root.parent;
    return root;
  }
  function uriOf(node) {
    if (node.kind === "element") return node.element.namespace;
    if (node.kind !== "attribute" || !node.name.includes(":")) return "";
    const prefix = node.name.split(":")[0];
    for (let element = node.parent.element; element !== null; element = element.parent) {
      const uri = element.getAttribute("xmlns:" + prefix);
      if (uri !== null) return uri;
    }
    return "";
  }
  function textOf(node) {
    if (node.kind === "element") return node.element.text;
    return node.kind === "root" ? textOf(node.children[0]) : node.value;
  }

  function nodesOf(value, expression) {
    if (Array.isArray(value)) return value;
    throw wrong(expression, `a ${typeof value} where nodes are expected`);
  }
  function stringOf(value) {
    if (Array.isArray(value)) return value.length === 0 ? "" : textOf(value[0]);
    return String(value);
  }
  function numberOf(value) {
    if (typeof value === "number") return value;
    if (typeof value === "boolean") return value ? 1 : 0;
    const text = stringOf(value).trim();
    return /^-?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : NaN;
  }
  function truthOf(value) {
    if (Array.isArray(value)) return value.length > 0;
    return typeof value === "number" ? value !== 0 && !Number.isNaN(value) : Boolean(value);
  }
  function compared(left, right, test) {
    const lefts = Array.isArray(left) ? left.map(textOf) : [left];
    const rights = Array.isArray(right) ? right.map(textOf) : [right];
    if (typeof left === "boolean" || typeof right === "boolean") return test(truthOf(left), truthOf(right));
    return lefts.some((a) => rights.some((b) => test(a, b)));
  }
  const same = (a, b) => {
    if (typeof a === "boolean" || typeof b === "boolean") return truthOf(a) === truthOf(b);
    return typeof a === "number" || typeof b === "number" ? numberOf(a) === numberOf(b) : a === b;
  };
  const ordered = (test) => (a, b, c) => compared(a(c), b(c), (x, y) => test(numberOf(x), numberOf(y)));
  const counted = (test) => (a, b, c) => test(numberOf(a(c)), numberOf(b(c)));
  const OPERATORS = {
    or: (a, b, c) => truthOf(a(c)) || truthOf(b(c)),
    and: (a, b, c) => truthOf(a(c)) && truthOf(b(c)),
    "=": (a, b, c) => compared(a(c), b(c), same),
    "!=": (a, b, c) => compared(a(c), b(c), (x, y) => !same(x, y)),
    "<": ordered((x, y) => x < y),
    "<=": ordered((x, y) => x <= y),
    ">": ordered((x, y) => x > y),
    ">=": ordered((x, y) => x >= y),
    "+": counted((x, y) => x + y),
    "-": counted((x, y) => x - y),
    "*": counted((x, y) => x * y),
    div: counted((x, y) => x / y),
    mod: counted((x, y) => x % y),
  };

  const orNode = (context, value) => (value === undefined ? [context.node] : value);
  const firstOf = (context, value) => orNode(context, value)[0];
  const rounded = (x) => (Number.isFinite(x) ? Math.floor(x + 0.5) : x);
  const FUNCTIONS = {
    position: [0, 0, (c) => c.position],
    last: [0, 0, (c) => c.size],
    count: [1, 1, (c, nodes) => nodesOf(nodes, "count()").length],
    name: [0, 1, (c, nodes) => { const n = firstOf(c, nodes); return n?.name ?? n?.element?.name ?? ""; }],
    "local-name": [0, 1, (c, nodes) => firstOf(c, nodes)?.local ?? ""],
    "namespace-uri": [0, 1, (c, nodes) => { const n = firstOf(c, nodes); return n === undefined ? "" : uriOf(n); }],
    string: [0, 1, (c, value) => stringOf(orNode(c, value))],
    concat: [2, 64, (c, ...values) => values.map(stringOf).join("")],
    "starts-with": [2, 2, (c, a, b) => stringOf(a).startsWith(stringOf(b))],
    contains: [2, 2, (c, a, b) => stringOf(a).includes(stringOf(b))],
    "substring-before": [2, 2, (c, a, b) => { const text = stringOf(a), i = text.indexOf(stringOf(b)); return i < 0 ? "" : text.slice(0, i); }],
    "substring-after": [2, 2, (c, a, b) => { const text = stringOf(a), mark = stringOf(b), i = text.indexOf(mark); return i < 0 ? "" : text.slice(i + mark.length); }],
    substring: [2, 3, (c, value, from, length) => {
      const first = rounded(numberOf(from));
      const end = length === undefined ? Infinity : first + rounded(numberOf(length));
      return [...stringOf(value)].filter((_, i) => i + 1 >= first && i + 1 < end).join("");
    }],
    "string-length": [0, 1, (c, value) => [...stringOf(orNode(c, value))].length],
    "normalize-space": [0, 1, (c, value) => stringOf(orNode(c, value)).trim().replace(/[ \t\r\n]+/g, " ")],
    translate: [3, 3, (c, value, from, to) => {
      const map = new Map();
      const targets = [...stringOf(to)];
      [...stringOf(from)].forEach((x, i) => { if (!map.has(x)) map.set(x, targets[i] ?? ""); });
      return [...stringOf(value)].map((x) => map.get(x) ?? x).join("");
    }],
    boolean: [1, 1, (c, value) => truthOf(value)],
    not: [1, 1, (c, value) => !truthOf(value)],
    true: [0, 0, () => true],
    false: [0, 0, () => false],
    number: [0, 1, (c, value) => numberOf(orNode(c, value))],
    sum: [1, 1, (c, nodes) => nodesOf(nodes, "sum()").reduce((total, node) => total + numberOf([node]), 0)],
    floor: [1, 1, (c, value) => Math.floor(numberOf(value))],
    ceiling: [1, 1, (c, value) => Math.ceil(numberOf(value))],
    round: [1, 1, (c, value) => rounded(numberOf(value))],
  };

  function evaluate(element, expression, namespaces) {
    let made = compiled.get(expression);
    if (made === undefined) {
      made = compile(expression);
      if (compiled.size < 64) compiled.set(expression, made);
    }
    return made({ node: indexed(element), position: 1, size: 1, namespaces: { __proto__: null, ...namespaces } });
  }

  lib.xpath = {
    select(element, path, namespaces) {
      return nodesOf(evaluate(element, path, namespaces), path).filter((node) => node.kind !== "root").map((node) => node.element ?? node.value);
    },
    value: (element, expression, namespaces) => stringOf(evaluate(element, expression, namespaces)),
  };
});

// Greets whoever calls, in a response header. Change the greeting, save, and ask again: the next
// response has the new one.
export const meta = {
  config: { type: "object", properties: { text: { type: "string", default: "Hello" } } },
};

export function onResponse(response, context) {
  const who = context.consumer ? context.consumer.id : "stranger";
  response.headers.set("x-greeting", `${context.config.text} ${who}`);
}

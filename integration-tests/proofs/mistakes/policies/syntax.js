// The bracket of the argument list is never closed.
export function onRequest(request {  // -> Expected
}

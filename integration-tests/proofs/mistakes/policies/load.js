// Fails as soon as it is loaded.
export function onRequest(request) {}
cofnig.load();  // -> cofnig

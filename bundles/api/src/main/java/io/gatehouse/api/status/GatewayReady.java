package io.gatehouse.api.status;

/** A marker service: the first revision serves and the listeners are open. Gone while draining. */
public interface GatewayReady {}

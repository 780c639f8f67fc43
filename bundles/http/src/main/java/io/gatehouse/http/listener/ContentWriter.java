package io.gatehouse.http.listener;

import io.gatehouse.http.ChannelBody;

/** Writes a response's content to the client, never faster than the client takes it. */
interface ContentWriter extends ChannelBody.Sink {

  /** Whether more content may come now. */
  boolean ready();

  void flush();
}

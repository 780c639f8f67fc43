package io.gatehouse.http.listener;

import io.gatehouse.api.definition.ListenerDefinition;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/** What reads and writes the frames of one connection, and what its client is told of it. */
record Http2Codec(
    Http2ConnectionDecoder decoder,
    Http2ConnectionEncoder encoder,
    Http2Settings settings,
    ClosedStreams closedStreams) {

  /** A codec for a connection that has just begun. */
  static Http2Codec of(ListenerDefinition definition) {
    Http2Connection streams = new DefaultHttp2Connection(true, 0);
    // at once, not only when the client has acknowledged it
    streams.remote().maxActiveStreams(definition.http2().streams());
    // the priorities of RFC 7540 are deprecated: nobody makes us keep trees of them
    streams
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                streams, new UniformStreamByteDistributor(streams)));
    ClosedStreams closed = new ClosedStreams();
    streams.addListener(closed);
    long mostBytes = Http2RequestHead.mostBytes(definition.limits());
    Http2ConnectionEncoder encoder =
        new DefaultHttp2ConnectionEncoder(streams, new DefaultHttp2FrameWriter());
    Http2ConnectionDecoder decoder =
        new DefaultHttp2ConnectionDecoder(
            streams,
            encoder,
            new StrictFrameReader(
                new DefaultHttp2FrameReader(new Http2HeadDecoder(mostBytes)), streams, closed));
    Http2Settings settings =
        new Http2Settings()
            .maxConcurrentStreams(definition.http2().streams())
            .initialWindowSize((int) definition.http2().window().bytes())
            .maxHeaderListSize(mostBytes);
    return new Http2Codec(decoder, encoder, settings, closed);
  }
}

package io.strait.transport.testing;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.strait.transport.CoroutineHandler;
import java.nio.charset.StandardCharsets;

/// The handlers of a line protocol. Apart from [Scenario], so that only who uses it needs the
/// codecs.
final class LinePipeline {
    private static final int LONGEST = 8_192; // bytes

    private LinePipeline() {}

    static ChannelHandler[] of(CoroutineHandler.Body<String> body) {
        return new ChannelHandler[] {
            new LineBasedFrameDecoder(LONGEST),
            new StringDecoder(StandardCharsets.UTF_8),
            new StringEncoder(StandardCharsets.UTF_8),
            CoroutineHandler.of(String.class, body)
        };
    }
}

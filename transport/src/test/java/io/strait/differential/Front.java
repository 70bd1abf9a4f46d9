package io.strait.differential;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.json.JsonObjectDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.util.concurrent.TimeUnit;

/** The handlers in front of the one under test, by the names that they have in a conversation. */
final class Front {
    private Front() {}

    static ChannelHandler handler(String word) {
        int colon = word.indexOf(':');
        int millis = colon < 0 ? 0 : Integer.parseInt(word.substring(colon + 1));
        return switch (name(word)) {
            case "lines" -> new LineBasedFrameDecoder(4);
            case "length" -> new LengthFieldBasedFrameDecoder(6, 0, 1, 0, 1);
            case "changing" -> new ChangingDecoder();
            case "json" -> new JsonObjectDecoder(8);
            case "http" -> new HttpServerCodec();
            case "gzip" -> new HttpContentCompressor();
            case "aggregate" -> new HttpObjectAggregator(50);
            case "decode" -> new StringDecoder();
            case "encode" -> new StringEncoder();
            case "flow" -> new FlowControlHandler();
            case "idle" -> new IdleStateHandler(millis, 0, 0, TimeUnit.MILLISECONDS);
            case "readtimeout" -> new ReadTimeoutHandler(millis, TimeUnit.MILLISECONDS);
            case "writetimeout" -> new WriteTimeoutHandler(millis, TimeUnit.MILLISECONDS);
            case "mirror" -> new MirrorHandler();
            case "picky" -> new PickyHandler();
            case "span" -> new SpanHandler();
            case "delay" -> new DelayHandler(millis);
            case "slow" -> new PromiseHoldingHandler(millis);
            default -> throw new IllegalArgumentException("no handler: " + word);
        };
    }

    static String name(String word) {
        int colon = word.indexOf(':');
        return colon < 0 ? word : word.substring(0, colon);
    }
}

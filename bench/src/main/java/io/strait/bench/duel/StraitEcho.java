package io.strait.bench.duel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;

/// An echo with a coroutine.
final class StraitEcho {
    private StraitEcho() {}

    static ChannelHandler handler() {
        return CoroutineHandler.of(StraitEcho::echo);
    }

    private static void echo(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
    }
}

package io.strait.example;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import io.strait.transport.Transport;
import java.io.IOException;

/** The program of the README: a handler that remembers where it is, by being there. */
final class Conversation extends ChannelInitializer<Channel> {
    static void converse(Connection<String> connection) throws IOException {
        connection.write("Who are you?\n");
        String name = connection.read(); // suspends the coroutine, not the event loop
        if (name == null) return;
        connection.write("Hello, " + name + ". I repeat what you say, until you say bye.\n");
        for (String line; (line = connection.read()) != null && !line.equals("bye"); )
            connection.write(line + ", " + line + "!\n");
        connection.write("Bye, " + name + ".\n");
    } // what was written is sent, and the connection closed

    @Override
    protected void initChannel(Channel channel) {
        channel.pipeline()
                .addLast(new LineBasedFrameDecoder(1024), new StringDecoder(), new StringEncoder())
                .addLast(CoroutineHandler.of(String.class, Conversation::converse));
    }

    public static void main(String[] args) {
        Transport transport = Transport.best();
        new ServerBootstrap()
                .group(transport.newEventLoopGroup(1))
                .channel(transport.serverChannel())
                .childHandler(new Conversation())
                .bind("127.0.0.1", 7008)
                .syncUninterruptibly();
    }
}

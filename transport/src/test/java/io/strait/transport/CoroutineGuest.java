package io.strait.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** One whose client is a coroutine. It takes what there is between two pieces that it sends. */
record CoroutineGuest(Transport transport, EventLoopGroup group, int patienceInSeconds)
        implements Guest {
    private static final int PIECE = 3_000;

    @Override
    public void talk(
            InetSocketAddress server, Talk talk, IntConsumer connected, Consumer<String> ended) {
        CompletableFuture<String> end = new CompletableFuture<>();
        end.thenAccept(ended);
        CoroutineHandler.Body<ByteBuf> body =
                connection -> {
                    connected.accept(
                            ((InetSocketAddress) connection.channel().localAddress()).getPort());
                    end.complete(talk(connection, talk));
                };
        Channel channel = connect(server, body);
        end.completeOnTimeout(Talk.STUCK, patienceInSeconds, TimeUnit.SECONDS).join();
        channel.close().awaitUninterruptibly(patienceInSeconds, TimeUnit.SECONDS);
    }

    private Channel connect(InetSocketAddress server, CoroutineHandler.Body<ByteBuf> body) {
        return new Bootstrap()
                .group(group)
                .channel(transport.clientChannel())
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline().addLast(CoroutineHandler.of(body));
                            }
                        })
                .connect(server)
                .syncUninterruptibly()
                .channel();
    }

    private String talk(Connection<ByteBuf> connection, Talk talk) {
        try {
            byte[] sent = talk.sent();
            for (int at = 0; at < sent.length; at += PIECE) {
                int length = Math.min(PIECE, sent.length - at);
                connection.write(
                        connection.channel().alloc().buffer(length).writeBytes(sent, at, length));
                takeWhatIsThere(connection, talk);
            }
            connection.shutdownOutput();
            for (ByteBuf data; (data = connection.read(silence())) != null; ) take(data, talk);
            if (transport == Transport.IO_URING) connection.flush(); // see Crowd.echo
            return Talk.REGULAR;
        } catch (TimeoutException e) {
            return e.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /*
     * Netty's io_uring channels say nothing of a reset that comes right behind the last bytes, if they only read
     * from then on: a client needs a timeout of its own there, and that is its clear error.
     */
    private Duration silence() {
        return Duration.ofSeconds(
                transport == Transport.IO_URING ? patienceInSeconds / 6 : 2L * patienceInSeconds);
    }

    private static void takeWhatIsThere(Connection<ByteBuf> connection, Talk talk)
            throws IOException {
        try {
            for (ByteBuf data; (data = connection.read(Duration.ZERO)) != null; ) take(data, talk);
        } catch (TimeoutException nothing) {
            // the rest comes later
        }
    }

    private static void take(ByteBuf data, Talk talk) {
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes).release();
        talk.receive(bytes, bytes.length);
    }
}

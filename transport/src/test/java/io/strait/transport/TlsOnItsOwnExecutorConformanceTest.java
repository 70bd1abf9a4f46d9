package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The SslHandler in front has a thread of its own, on which its futures complete. */
class TlsOnItsOwnExecutorConformanceTest extends Conformance {
    private final DefaultEventExecutorGroup executor = new DefaultEventExecutorGroup(1);

    @AfterEach
    void endExecutor() {
        executor.shutdownGracefully(0, 30, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private SslContext context(boolean server) {
        try {
            return server ? Certificates.server("TLSv1.3") : Certificates.client("TLSv1.3");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @SuppressWarnings("deprecation") // Deprecated or not, people have it.
    void shutdownOutputReturnsOnTheLoopAndTheReadingGoesOn() {
        between(
                pipeline ->
                        pipeline.addLast(
                                        executor,
                                        context(end.isServer())
                                                .newHandler(pipeline.channel().alloc()))
                                .addLast(
                                        coroutine(
                                                us -> {
                                                    us.write(Embedded.buffer("hello"));
                                                    us.shutdownOutput();
                                                    boolean onTheLoop =
                                                            us.channel().eventLoop().inEventLoop();
                                                    String echo = Embedded.text(us.read());
                                                    log.add(echo + " " + onTheLoop);
                                                    log.add(pipeline);
                                                })),
                pipeline ->
                        pipeline.addLast(
                                context(!end.isServer()).newHandler(pipeline.channel().alloc()),
                                coroutine(Conformance::echo)));
        awaitUntil(() -> log.size() == 2);
        assertThat(log.remove()).isEqualTo("hello true");
        awaitDestroyed();
        // From its own thread the handler asks for more too late for Netty's epoll: see
        // EpollHalfClose.
        if (end.medium().toString().startsWith("epoll"))
            failures.removeIf(UncheckedIOException.class::isInstance);
    }
}

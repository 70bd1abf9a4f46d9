package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A {@code shutdownOutput} that has to wait for its channel. */
@ExtendWith(NoLeaks.class)
class ShutdownOutputTest {
    private final List<Object> log = new ArrayList<>();
    private final SlowToShutDown channel = new SlowToShutDown();

    /** Its output is shut down when the test says so, and asked for once. */
    private static final class SlowToShutDown extends EmbeddedChannel implements DuplexChannel {
        final ChannelPromise outputShutDown = newPromise();
        int asked;

        @Override
        public ChannelFuture shutdownOutput() {
            return shutdownOutput(outputShutDown);
        }

        @Override
        public ChannelFuture shutdownOutput(ChannelPromise promise) {
            asked++;
            return promise;
        }

        @Override
        public boolean isOutputShutdown() {
            return outputShutDown.isSuccess();
        }

        @Override
        public boolean isInputShutdown() {
            return false;
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public ChannelFuture shutdownInput() {
            return newFailedFuture(new UnsupportedOperationException());
        }

        @Override
        public ChannelFuture shutdownInput(ChannelPromise promise) {
            return promise.setFailure(new UnsupportedOperationException());
        }

        @Override
        public ChannelFuture shutdown() {
            return shutdownInput();
        }

        @Override
        public ChannelFuture shutdown(ChannelPromise promise) {
            return shutdownInput(promise);
        }
    }

    private void start(CoroutineHandler.Body<String> body) {
        channel.pipeline().addLast(CoroutineHandler.of(String.class, body));
        channel.runPendingTasks();
    }

    private void logShutdown(Connection<String> connection) throws IOException {
        try {
            connection.shutdownOutput();
            log.add("shut down");
        } catch (IOException e) {
            log.add(e.getMessage().replaceFirst(".*failed", "failed")); // the channel is in there
        }
    }

    @Test
    void suspendsUntilTheChannelHasDoneItAndReadingGoesOn() {
        start(
                connection -> {
                    connection.write("last");
                    logShutdown(connection);
                    logShutdown(connection);
                    log.add(connection.read());
                });
        assertThat((String) channel.readOutbound()).isEqualTo("last");
        assertThat(log).isEmpty();
        channel.outputShutDown.setSuccess();
        assertThat(log).containsExactly("shut down", "shut down");
        channel.writeInbound("answer");
        assertThat(log).containsExactly("shut down", "shut down", "answer");
        assertThat(channel.asked).isEqualTo(1);
    }

    @Test
    void throwsWhyItFailedAndTheConnectionGoesOn() {
        start(
                connection -> {
                    logShutdown(connection);
                    connection.write("still open");
                });
        channel.outputShutDown.setFailure(new IOException("on purpose"));
        assertThat(log).containsExactly("failed: on purpose");
        assertThat((String) channel.readOutbound()).isEqualTo("still open");
    }

    @Test
    void failsWhenTheChannelEndsFirst() {
        start(
                connection -> {
                    logShutdown(connection);
                    assertThat(connection.read()).isNull();
                    log.add("ended");
                });
        channel.close();
        assertThat(log).containsExactly("failed: the channel is closed", "ended");
        channel.outputShutDown.setSuccess(); // nobody waits for it any more
        assertThat(log).containsExactly("failed: the channel is closed", "ended");
    }

    @Test
    void failsWhenTheChannelEndsBeforeAllThatWasWrittenIsSent() {
        channel.pipeline().addFirst(new HoldWrites());
        start(
                connection -> {
                    connection.write("held");
                    logShutdown(connection);
                });
        channel.close();
        assertThat(log).containsExactly("failed: the channel is closed");
        assertThat(channel.asked).isZero();
    }

    @Test
    void saysWhyTheChannelWasClosedIfSomebodyHasSaidSoJustBefore() {
        start(this::logShutdown);
        channel.pipeline().fireExceptionCaught(new IllegalStateException("too slow"));
        channel.close();
        assertThat(log).containsExactly("failed: the channel is closed, after: too slow");
        channel.checkException(); // nobody is told a second time
    }

    @Test
    void saysSoAlsoWhileWhatWasWrittenIsNotSent() {
        channel.pipeline().addFirst(new HoldWrites());
        start(
                connection -> {
                    connection.write("held");
                    logShutdown(connection);
                });
        channel.pipeline().fireExceptionCaught(new IllegalStateException("too slow"));
        channel.close();
        assertThat(log).containsExactly("failed: the channel is closed, after: too slow");
        channel.checkException();
    }
}

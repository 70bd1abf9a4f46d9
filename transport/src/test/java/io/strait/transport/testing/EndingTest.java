package io.strait.transport.testing;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.strait.task.Shield;
import io.strait.task.Task;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a scenario finds at its end: who is alive, what has leaked, which failures nobody expected.
class EndingTest {
    private final List<Object> log = new ArrayList<>();

    private static void play(CoroutineHandler.Body<ByteBuf> body, String... sent) {
        try (Scenario scenario = Scenario.begin()) {
            Peer peer = scenario.connect(body);
            for (String each : sent) peer.send(each);
        }
    }

    private static void skipAll(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; ) data.release();
    }

    @Test
    void whoReadsUntilTheEndHasEnded() {
        assertThatCode(() -> play(EndingTest::skipAll, "a", "b")).doesNotThrowAnyException();
    }

    @Test
    void aBufferThatWasReadAndNotReleasedIsALeak() {
        assertThatThrownBy(() -> play(Connection::read, "secret"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a buffer was not released: \"secret\"")
                .hasMessageContaining("received from peer 1");
    }

    @Test
    void aBufferThatWasAllocatedIsOneTooWithThePlace() {
        assertThatThrownBy(
                        () ->
                                play(
                                        connection -> {
                                            connection.channel().alloc().buffer().writeByte('x');
                                            skipAll(connection);
                                        }))
                .hasMessageContaining("a buffer was not released: \"x\", allocated")
                .hasMessageContaining("EndingTest");
    }

    @Test
    void whatWasWrittenIsNotALeakWhetherOrNotItWasTaken() {
        assertThatCode(
                        () -> {
                            try (Scenario scenario = Scenario.begin()) {
                                Peer peer = scenario.connect(EndingTest::sendMuch);
                                peer.pause();
                                scenario.untilAllParked();
                            }
                        })
                .doesNotThrowAnyException();
    }

    private static void sendMuch(Connection<ByteBuf> connection) throws IOException {
        for (int i = 0; i < 10; i++) {
            connection.write(connection.channel().alloc().buffer().writeZero(10_000));
        }
    }

    @Test
    void whatArrivedAndWasNeverReadIsNotALeak() {
        assertThatCode(() -> play(connection -> {}, "a", "b")).doesNotThrowAnyException();
    }

    @Test
    void aMessageThatWasNotReleasedIsALeak() {
        ByteBuf message = Unpooled.buffer().writeByte('m');
        assertThatThrownBy(
                        () -> {
                            try (Scenario scenario = Scenario.begin()) {
                                Peer peer = scenario.connect(Connection::read);
                                peer.sendMessages(message);
                            }
                        })
                .hasMessageContaining("a message was not released");
        message.release();
    }

    @Test
    void aTaskThatDoesNotEndWhenItsPeerDoesIsNamedWithItsWait() {
        assertThatThrownBy(
                        () ->
                                play(
                                        connection -> {
                                            skipAll(connection);
                                            linger();
                                        }))
                .hasMessageContaining("1 task has not ended")
                .hasMessageContaining("the next deadline is in 60 s")
                .hasMessageContaining("EndingTest.linger");
    }

    private static void linger() {
        Task.sleep(ofSeconds(60));
    }

    @Test
    void aClockThatMayJumpLetsItEnd() {
        try (Scenario scenario = Scenario.begin()) {
            scenario.clock().autoJump();
            scenario.connect(
                    connection -> {
                        skipAll(connection);
                        linger();
                        log.add("ended");
                    });
        }
        assertThat(log).containsExactly("ended");
    }

    @Test
    void whoIsCutOffRunsItsFinallyBlocksAlsoThoseThatWait() {
        assertThatThrownBy(
                        () ->
                                play(
                                        connection -> {
                                            try {
                                                linger();
                                            } finally {
                                                Shield.run(
                                                        ofSeconds(5),
                                                        () -> Task.sleep(ofSeconds(1)));
                                                log.add("finally");
                                            }
                                        }))
                .hasMessageContaining("1 task has not ended");
        assertThat(log).containsExactly("finally");
    }

    @Test
    void aFailureThatNobodyExpectsFailsTheScenario() {
        IllegalStateException failure = new IllegalStateException("oh");
        assertThatThrownBy(
                        () ->
                                play(
                                        connection -> {
                                            throw failure;
                                        }))
                .hasMessageContaining("nobody has expected it")
                .hasMessageContaining("oh")
                .hasCause(failure);
    }

    @Test
    void aFailureThatAHandlerDealsWithIsNone() {
        try (Scenario scenario = Scenario.begin()) {
            scenario.connect(
                    CoroutineHandler.of(
                            connection -> {
                                throw new IllegalStateException("oh");
                            }),
                    new ChannelInboundHandlerAdapter() {
                        @Override
                        public void exceptionCaught(
                                ChannelHandlerContext context, Throwable cause) {
                            log.add(cause.getMessage());
                        }
                    });
        }
        assertThat(log).containsExactly("oh");
    }

    @Test
    void afterTheEndTheThreadIsFreeForAnother() {
        assertThatThrownBy(() -> play(Connection::read, "leaked"))
                .isInstanceOf(AssertionError.class);
        assertThatCode(() -> play(EndingTest::skipAll)).doesNotThrowAnyException();
    }

    @Test
    void aTestThatHasFailedIsNotHiddenByWhatIsFoundAtTheEnd() {
        assertThatThrownBy(
                        () -> {
                            try (Scenario scenario = Scenario.begin()) {
                                scenario.connect(connection -> linger());
                                scenario.untilAllParked();
                                throw new IllegalStateException("the test's own");
                            }
                        })
                .hasMessage("the test's own")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    }
}

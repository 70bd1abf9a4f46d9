package io.strait.transport.testing;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strait.task.Deadline;
import io.strait.task.Task;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a script and a handler see of each other, and what is said if an expectation isn't met.
@ExtendWith(ScenarioExtension.class)
class ScenarioTest {
    private final List<Object> log = new ArrayList<>();

    private static void echo(Connection<ByteBuf> connection) throws IOException {
        for (ByteBuf data; (data = connection.read()) != null; ) connection.write(data);
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static void afterSeconds(Connection<ByteBuf> connection, int seconds, String said)
            throws IOException {
        Task.sleep(ofSeconds(seconds));
        connection.write(text(said));
    }

    @Test
    void aHandlerRunsOnTheTestsOwnThreadWhichIsItsEventLoop(Scenario scenario) {
        scenario.connect(
                connection -> {
                    log.add(Thread.currentThread());
                    log.add(connection.channel().eventLoop().inEventLoop());
                });
        scenario.untilAllParked();
        assertThat(log).containsExactly(Thread.currentThread(), true);
    }

    @Test
    void whatIsSentArrivesInPieces(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            for (ByteBuf data; (data = connection.read()) != null; data.release())
                                log.add(data.toString(StandardCharsets.UTF_8));
                        });
        peer.send("a");
        peer.send("bc");
        assertThat(log).isEmpty(); // nothing has run yet
        scenario.untilAllParked();
        assertThat(log).containsExactly("a", "bc");
    }

    @Test
    void moreThanAReadTakesComesInSeveral(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            for (ByteBuf data; (data = connection.read()) != null; data.release())
                                log.add(data.readableBytes());
                        });
        peer.send(new byte[5_000]);
        scenario.untilAllParked();
        assertThat(log).hasSizeGreaterThan(1);
        assertThat(log.stream().mapToInt(size -> (Integer) size).sum()).isEqualTo(5_000);
    }

    @Test
    void messagesReachAPipelineWithoutCodecs(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        CoroutineHandler.of(
                                Integer.class,
                                connection -> {
                                    for (Integer n; (n = connection.read()) != null; )
                                        connection.write(n + 1);
                                }));
        peer.sendMessages(1, 2);
        peer.expectMessage(2);
        assertThat(peer.expectMessage(Integer.class)).isEqualTo(3);
    }

    // Time.

    @Test
    void theClockStandsStillUntilItIsTurned(Scenario scenario) {
        Peer peer = scenario.connect(connection -> afterSeconds(connection, 5, "now"));
        scenario.clock().advance(ofMillis(4_999));
        peer.expectNothing();
        scenario.clock().advance(ofMillis(1));
        peer.expect("now");
        assertThat(scenario.clock().elapsed()).isEqualTo(ofSeconds(5));
    }

    @Test
    void itStopsAtEachDeadlineOnTheWay(Scenario scenario) {
        scenario.connect(
                connection -> {
                    for (int i = 0; i < 3; i++) {
                        Task.sleep(ofSeconds(1));
                        log.add(scenario.clock().elapsed());
                    }
                });
        scenario.clock().advance(ofSeconds(10));
        assertThat(log).containsExactly(ofSeconds(1), ofSeconds(2), ofSeconds(3));
    }

    @Test
    void anExpectationThatNeedsTimeFailsAtOnceAndNamesTheNextDeadline(Scenario scenario) {
        Peer peer = scenario.connect(connection -> afterSeconds(connection, 5, "now"));
        assertThatThrownBy(() -> peer.expect("now"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected \"now\" at peer 1, and got nothing")
                .hasMessageContaining(
                        "everything is parked, and the next deadline is in 5 s: advance the clock")
                .hasMessageContaining("io.strait.task.Task.sleep")
                .hasMessageContaining("ScenarioTest.afterSeconds");
        scenario.clock().advance(ofSeconds(5));
        peer.expect("now");
    }

    /// A wait that is over has no deadline, also if its timer is still set.
    @Test
    void onlyDeadlinesThatCountAreNamed(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            ByteBuf first = connection.read(ofSeconds(5));
                            if (first != null) first.release();
                            ByteBuf second = connection.read(ofSeconds(60));
                            if (second != null) second.release();
                            connection.read();
                        });
        peer.send("in time");
        assertThatThrownBy(() -> peer.expect("?")).hasMessageContaining("in 60 s");
        peer.send("in time too");
        assertThatThrownBy(() -> peer.expect("?"))
                .hasMessageContaining("nothing outside can wake it");
    }

    @Test
    void theClockJumpsOnRequestAndNoFurtherThanItMust(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            afterSeconds(connection, 3_600, "first");
                            afterSeconds(connection, 3_600, "second");
                        });
        scenario.clock().autoJump();
        peer.expect("first");
        assertThat(scenario.clock().elapsed()).isEqualTo(Duration.ofHours(1));
        peer.expect("second");
    }

    @Test
    void whatIsAlreadyWrongIsNotWaitedFor(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            connection.write(text("one thing"));
                            afterSeconds(connection, 5, "and another");
                        });
        scenario.clock().autoJump();
        assertThatThrownBy(() -> peer.expect("one time"))
                .hasMessageContaining("expected \"one time\" at peer 1, and got \"one thing\"");
        assertThat(scenario.clock().elapsed()).isZero();
    }

    @Test
    void aDeadlineIsOneOfTheScenario(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            if (!Deadline.moveOnAfter(ofSeconds(2), () -> connection.read()))
                                connection.write(text("too slow"));
                        });
        scenario.clock().advance(ofSeconds(2));
        peer.expect("too slow");
    }

    // Ends.

    @Test
    void closeIsTheEndOfInputAndWhatFollowsIsStillReceived(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            ByteBuf data = connection.read();
                            if (data != null) data.release();
                            log.add(connection.read() == null);
                            afterSeconds(connection, 1, "goodbye");
                        });
        peer.send("last words");
        peer.close();
        scenario.clock().advance(ofSeconds(1));
        peer.expect("goodbye");
        peer.expectEnd();
        assertThat(log).containsExactly(true);
    }

    @Test
    void aResetIsAnExceptionToTheReader(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            try {
                                connection.read();
                            } catch (IOException failed) {
                                log.add(failed.getCause());
                            }
                        });
        peer.reset();
        scenario.untilAllParked();
        assertThat(log)
                .singleElement()
                .isInstanceOf(SocketException.class)
                .hasToString("java.net.SocketException: Connection reset");
    }

    @Test
    void aHandlerThatEndsByAResetHasNotFailed(Scenario scenario) {
        scenario.connect(ScenarioTest::echo).reset();
    }

    @Test
    void whatWasNotAskedForIsLostWithTheConnection(Scenario scenario) {
        Peer peer = scenario.connect(connection -> afterSeconds(connection, 1, "too late"));
        peer.send("never read");
        peer.reset();
        scenario.clock().advance(ofSeconds(1));
        peer.expectNothing();
    }

    @Test
    void ourEndOfOutputIsSeen(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            connection.write(text("done"));
                            connection.shutdownOutput();
                            ByteBuf more = connection.read();
                            log.add(more == null ? "end" : more.toString(StandardCharsets.UTF_8));
                            if (more != null) more.release();
                        });
        peer.expect("done");
        peer.expectEnd();
        peer.send("more");
        scenario.untilAllParked();
        assertThat(log).containsExactly("more");
    }

    @Test
    void aCloseWithSomethingUnreadIsAReset(Scenario scenario) {
        Peer peer = scenario.connect(connection -> connection.write(text("bye")));
        peer.send("one more thing");
        peer.expect("bye");
        assertThatThrownBy(peer::expectEnd).hasMessageContaining("closed with something unread");
        peer.expectReset();
    }

    @Test
    void aPeerThatTakesNothingMakesTheChannelUnwritable(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            for (int i = 0; i < 10; i++) {
                                connection.write(Unpooled.wrappedBuffer(new byte[20_000]));
                                log.add(i);
                            }
                        });
        peer.pause();
        scenario.untilAllParked();
        assertThat(log).hasSizeBetween(3, 5);
        peer.take(100_000);
        scenario.untilAllParked();
        assertThat(peer.received()).hasSize(100_000);
        peer.resume();
        peer.expect(new byte[100_000]);
        peer.expectEnd();
    }

    // What is said of failures and misuse.

    @Test
    void aDeadEndNamesWhatEachTaskWaitsFor(Scenario scenario) {
        Peer one = scenario.connect(ScenarioTest::echo);
        scenario.connect(
                connection -> {
                    ByteBuf data = connection.read();
                    if (data != null) data.release();
                });
        assertThatThrownBy(() -> one.expect("something"))
                .hasMessageContaining("everything is parked, and nothing outside can wake it")
                .hasMessageContaining("task [id: 0x1")
                .hasMessageContaining("task [id: 0x2")
                .hasMessageContaining("io.strait.transport.Connection.read")
                .hasMessageContaining("ScenarioTest.echo")
                .hasMessageContaining("scenario.seed(" + scenario.seed() + ")");
    }

    @Test
    void anExpectationThatAFailureHasBrokenNamesTheFailure(Scenario scenario) {
        IllegalStateException failure = new IllegalStateException("the handler's");
        Peer peer =
                scenario.connect(
                        connection -> {
                            throw failure;
                        });
        assertThatThrownBy(() -> peer.expect("something"))
                .hasMessageContaining("then the end")
                .hasCause(failure);
        assertThat(peer.expectFailure(IllegalStateException.class)).isSameAs(failure);
    }

    @Test
    void aScriptIsNotAHandler(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection ->
                                assertThatThrownBy(scenario::untilAllParked)
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessageContaining("in a handler"));
        peer.expectEnd();
    }

    @Test
    void aThreadPlaysOneScenarioAtATime(Scenario scenario) {
        assertThatThrownBy(Scenario::begin)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("plays a scenario already");
    }

    @Test
    void aScenarioBelongsToItsThread(Scenario scenario) {
        Throwable thrown =
                CompletableFuture.supplyAsync(
                                () -> {
                                    try {
                                        scenario.untilAllParked();
                                        return null;
                                    } catch (IllegalStateException refused) {
                                        return refused;
                                    }
                                })
                        .join();
        assertThat(thrown).hasMessageContaining("the scenario is played on thread");
    }

    @Test
    void whoHasEndedItsOutputSendsNoMore(Scenario scenario) {
        Peer peer = scenario.connect(ScenarioTest::echo);
        peer.close();
        assertThatThrownBy(() -> peer.send("more"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended its output");
    }

    @Test
    void clocksGoForward(Scenario scenario) {
        assertThatThrownBy(() -> scenario.clock().advance(ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTimedReadWithNothingToReadTimesOutInVirtualTime(Scenario scenario) {
        Peer peer =
                scenario.connect(
                        connection -> {
                            try {
                                connection.read(ofSeconds(30));
                            } catch (TimeoutException tooSlow) {
                                connection.write(text("too slow"));
                            }
                        });
        scenario.clock().autoJump();
        peer.expect("too slow");
        assertThat(scenario.clock().elapsed()).isEqualTo(ofSeconds(30));
    }
}

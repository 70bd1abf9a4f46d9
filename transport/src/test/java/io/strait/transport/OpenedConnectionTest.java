package io.strait.transport;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.strait.task.Loop;
import io.strait.task.Subtask;
import io.strait.task.Task;
import io.strait.task.TaskScope;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a connection keeps that a task has opened, and that has no coroutine of its own.
class OpenedConnectionTest extends ConnectorFixture {
    // The connection.

    private Connection<ByteBuf> open() throws IOException {
        return Connector.of(ByteBuf.class).connect("upstream", 7);
    }

    @Test
    void severalTasksUseItAndWhatTheyWriteIsFlushedWhenTheyWait(Scenario scenario) {
        run(
                scenario,
                client -> {
                    try (Connection<ByteBuf> upstream = open()) {
                        TaskScope.run(
                                scope -> {
                                    scope.fork(
                                            () -> {
                                                upstream.write(Embedded.buffer("a"));
                                                Task.sleep(ofSeconds(1));
                                                upstream.write(Embedded.buffer("b"));
                                            });
                                    log.add(Embedded.text(upstream.read()));
                                    return null;
                                });
                        log.add(Embedded.text(upstream.read()));
                    }
                });
        Peer upstream = scenario.accept(InetSocketAddress.createUnresolved("upstream", 7));
        upstream.expect("a");
        upstream.send("one");
        upstream.send("two");
        scenario.clock().advance(ofSeconds(1));
        upstream.expect("b");
        upstream.expectEnd();
        assertThat(log).containsExactly("one", "two");
    }

    @Test
    void aSecondReaderIsRefused(Scenario scenario) {
        run(
                scenario,
                client -> {
                    try (Connection<ByteBuf> upstream = open()) {
                        TaskScope.run(
                                scope -> {
                                    scope.fork(() -> log.add(upstream.read()));
                                    Task.yieldNow();
                                    return upstream.read();
                                });
                    }
                });
        scenario.accept();
        scenario.untilAllParked();
        assertThat(thrown(IllegalStateException.class)).hasMessageContaining("has one reader");
    }

    @Test
    void itIsClosedWhenTheTaskThatHasOpenedItEnds(Scenario scenario) {
        List<Connection<?>> opened = new ArrayList<>();
        Peer client =
                run(
                        scenario,
                        connection -> {
                            TaskScope.run(
                                    scope -> {
                                        Subtask<?> fork =
                                                scope.fork(
                                                        () -> {
                                                            opened.add(open());
                                                            opened.getFirst()
                                                                    .write(Embedded.buffer("last"));
                                                        });
                                        fork.join();
                                        log.add(opened.getFirst().read());
                                        return null;
                                    });
                            opened.add(open());
                            connection.read().release();
                        });
        Peer first = scenario.accept();
        first.expect("last");
        first.expectEnd();
        assertThat(log).containsOnlyNulls();
        Peer second = scenario.accept();
        second.expectNothing();
        client.send("go on");
        second.expectEnd();
    }

    @Test
    void whatWasReceivedAndNotReadIsReleasedWithAPeerThatIsGone(Scenario scenario) {
        Peer client =
                run(
                        scenario,
                        connection -> {
                            Connection<ByteBuf> upstream = open();
                            Embedded.text(upstream.read());
                            connection.read();
                        });
        Peer upstream = scenario.accept();
        upstream.sendMessages(Embedded.buffer("read"), Embedded.buffer("not read"));
        scenario.untilAllParked();
        upstream.reset();
        scenario.untilAllParked();
        client.close();
    }

    @Test
    void aFailureThatNobodyHasReadGoesDownThePipelineAtItsClose(Scenario scenario) {
        IOException broken = new IOException("a decoder has failed");
        run(
                scenario,
                client -> {
                    try (Connection<ByteBuf> upstream = open()) {
                        upstream.channel().pipeline().fireExceptionCaught(broken);
                    }
                    Task.sleep(ofSeconds(1));
                });
        Peer upstream = scenario.accept();
        scenario.untilAllParked();
        assertThat(upstream.expectFailure(IOException.class)).isSameAs(broken);
        scenario.clock().advance(ofSeconds(1));
    }

    @Test
    void aWriteThatFailsAfterTheCloseGoesDownThePipeline(Scenario scenario) {
        HoldWrites hold = new HoldWrites();
        Connector<ByteBuf> connector =
                Connector.of(ByteBuf.class).withPipeline(pipeline -> pipeline.addLast(hold));
        run(
                scenario,
                client -> {
                    try (Connection<ByteBuf> upstream = connector.connect("upstream", 7)) {
                        upstream.write(Embedded.buffer("lost"));
                    }
                    Task.sleep(ofSeconds(1));
                });
        Peer upstream = scenario.accept();
        scenario.untilAllParked();
        IOException broken = new IOException("broken");
        hold.fail(broken);
        assertThat(upstream.expectFailure(IOException.class)).isSameAs(broken);
        upstream.expectEnd();
        scenario.clock().advance(ofSeconds(1));
    }

    @Test
    void closingHasALimit(Scenario scenario) {
        Connector<ByteBuf> connector =
                Connector.of(ByteBuf.class)
                        .withConnectionOptions(
                                ConnectionOptions.DEFAULT.withCloseLimit(ofSeconds(5)));
        run(
                scenario,
                client -> {
                    try (Connection<ByteBuf> upstream = connector.connect("upstream", 7)) {
                        upstream.read().release();
                        upstream.write(Embedded.buffer("not taken"));
                    }
                });
        Peer upstream = scenario.accept();
        upstream.pause();
        upstream.send("go on");
        scenario.clock().advance(ofSeconds(4));
        assertThat(upstream.channel().isOpen()).isTrue();
        scenario.clock().advance(ofSeconds(1));
        assertThat(upstream.channel().isOpen()).isFalse();
        upstream.expectFailure(IOException.class);
    }

    @Test
    void whoTakesItOutOfThePipelineHandsTheChannelOver(Scenario scenario) {
        run(
                scenario,
                client -> {
                    Connection<ByteBuf> upstream = open();
                    assertThat(Embedded.text(upstream.read())).isEqualTo("one");
                    upstream.channel().pipeline().remove(CoroutineHandler.class);
                    assertThat(upstream.channel().config().isAutoRead()).isTrue();
                    log.add(upstream.read());
                });
        Peer upstream = scenario.accept();
        upstream.send("one");
        scenario.untilAllParked();
        upstream.expectNothing();
        assertThat(log).containsOnlyNulls();
        assertThat(upstream.channel().isOpen()).isTrue();
        upstream.channel().close();
    }

    @Test
    void itIsForTheCodeOfATaskOnALoopOfNettys() {
        assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Loop.run(this::open))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("event loop of Netty's");
    }
}

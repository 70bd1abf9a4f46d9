package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;

/// Coroutines inside virtual threads, which are continuations themselves.
@SuppressWarnings("ThreadPriorityCheck") // Thread.yield() unmounts a virtual thread.
class VirtualThreadTest {

    @Test
    void itWorksInsideAVirtualThread() throws InterruptedException {
        List<Integer> values = new ArrayList<>();
        OtherThread.virtually(
                () -> {
                    Coroutine<Integer, Integer> coroutine =
                            Coroutine.create((self, first) -> self.suspend(first + 1) * 2);
                    values.add(coroutine.resume(1));
                    values.add(coroutine.resume(2));
                    assertThat(Coroutine.current()).isNull();
                });
        assertThat(values).containsExactly(2, 4);
    }

    @Test
    void theVirtualThreadMayBeUnmountedBetweenResumes() throws InterruptedException {
        List<Integer> values = new ArrayList<>();
        OtherThread.virtually(
                () -> {
                    Generator<Integer> squares =
                            Generator.of(
                                    sink -> {
                                        for (int i = 0; i < 100; i++) sink.yield(i * i);
                                    });
                    for (int square : squares) {
                        Thread.yield();
                        values.add(square);
                    }
                });
        assertThat(values).hasSize(100).endsWith(99 * 99);
    }

    @Test
    void theVirtualThreadMayBeUnmountedInsideTheCoroutine() throws InterruptedException {
        SynchronousQueue<Integer> queue = new SynchronousQueue<>();
        Thread sender =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < 100; i++) queue.put(i);
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                });
        List<Integer> values = new ArrayList<>();
        OtherThread.virtually(
                () -> {
                    Coroutine<Void, Integer> receiver =
                            Coroutine.create(
                                    (self, first) -> {
                                        while (true) self.suspend(take(queue));
                                    });
                    Coroutine<Void, Integer> outer =
                            Coroutine.create(
                                    (self, first) -> {
                                        while (true) self.suspend(receiver.resume(null));
                                    });
                    for (int i = 0; i < 100; i++) values.add(outer.resume(null));
                    outer.cancel();
                    receiver.cancel();
                });
        sender.join();
        assertThat(values).hasSize(100).isSorted().endsWith(99);
    }

    private static int take(SynchronousQueue<Integer> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aVirtualThreadStartedInsideIsOutside() throws InterruptedException {
        List<Object> seen = new ArrayList<>();
        Coroutine<Void, Throwable> coroutine =
                Coroutine.create(
                        "owned",
                        (self, first) -> {
                            try {
                                OtherThread.virtually(() -> seen.add(Coroutine.current() == null));
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            return null;
                        });
        coroutine.resume(null);
        assertThat(seen).containsExactly(true);
    }

    @Test
    void outwardSuspensionWorksThereToo() throws InterruptedException {
        List<String> values = new ArrayList<>();
        OtherThread.virtually(
                () -> {
                    Coroutine<String, String> outer =
                            Coroutine.create(
                                    (self, first) -> {
                                        Coroutine<String, String> inner =
                                                Coroutine.create(
                                                        (me, none) -> {
                                                            Thread.yield();
                                                            return self.suspend("parked");
                                                        });
                                        return inner.resume(null);
                                    });
                    values.add(outer.resume(null));
                    Thread.yield();
                    values.add(outer.resume("ended"));
                });
        assertThat(values).containsExactly("parked", "ended");
    }
}

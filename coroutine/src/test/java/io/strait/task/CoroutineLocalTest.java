package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.strait.coroutine.Generator;
import io.strait.coroutine.PinnedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoroutineLocalTest {
    private static final CoroutineLocal<String> NAME = new CoroutineLocal<>();
    private static final CoroutineLocal<List<String>> LIST =
            CoroutineLocal.withInitial(ArrayList::new);

    private final ManualLoop loop = new ManualLoop();
    private final Gate gate = new Gate(loop);
    private final List<Object> log = new ArrayList<>();

    @Test
    void eachTaskHasItsOwnOverItsWaits() {
        for (String name : List.of("a", "b")) {
            Job.started(
                    loop,
                    self -> {
                        log.add(NAME.get());
                        NAME.set(name);
                        Task.yieldNow();
                        log.add(NAME.get());
                        NAME.remove();
                        log.add(NAME.get());
                    });
        }
        assertThat(log).containsExactly(null, "a", null, null, "b", null);
    }

    @Test
    void anInitialValueIsMadeOnceATask() {
        for (int i = 0; i < 2; i++) {
            Job.started(
                    loop,
                    self -> {
                        LIST.get().add("one");
                        LIST.get().add("two");
                        log.add(LIST.get());
                        LIST.remove();
                        log.add(LIST.get());
                    });
        }
        List<String> both = List.of("one", "two");
        assertThat(log).containsExactly(both, List.of(), both, List.of());
    }

    @Test
    void aChildHasItsParentsValuesOfTheForkAndNothingLater() throws Exception {
        List<String> shared = new ArrayList<>();
        Loop.run(
                () -> {
                    LIST.set(shared);
                    NAME.set("parent");
                    TaskScope.run(
                            scope -> {
                                scope.fork(
                                        () -> {
                                            log.add(LIST.get() == shared);
                                            log.add(NAME.get());
                                            NAME.set("child");
                                            Task.yieldNow();
                                            log.add(NAME.get());
                                            TaskScope.run(
                                                    inner -> inner.fork(() -> log.add(NAME.get())));
                                        });
                                NAME.set("later");
                                return null;
                            });
                    log.add(NAME.get());
                });
        assertThat(log).containsExactly(true, "parent", "child", "child", "later");
    }

    @Test
    void codeRunsWithAValueThatIsGoneAfterwards() {
        Job.started(
                loop,
                self -> {
                    NAME.run(
                            "outer",
                            () -> {
                                log.add(NAME.<Object, RuntimeException>run("inner", NAME::get));
                                log.add(NAME.get());
                                NAME.set("changed");
                            });
                    log.add(NAME.get());
                    NAME.set("own");
                    log.add(
                            catchThrowable(
                                    () ->
                                            NAME.run(
                                                    "failing",
                                                    () -> {
                                                        throw new IOException(NAME.get());
                                                    })));
                    log.add(NAME.get());
                });
        assertThat(log).hasSize(5).startsWith("inner", "outer", null).endsWith("own");
        assertThat((Throwable) log.get(3)).hasMessage("failing");
    }

    @Test
    void aGeneratorSeesItsTasksValue() {
        Job.started(
                loop,
                self -> {
                    NAME.set("task");
                    Generator<String> names =
                            Generator.of(
                                    sink -> {
                                        sink.yield(NAME.get());
                                        gate.await(self);
                                        sink.yield(NAME.get());
                                    });
                    names.forEach(log::add);
                });
        Job.started(loop, other -> NAME.set("other"));
        gate.open();
        assertThat(log).containsExactly("task", "task");
    }

    @Test
    void aGeneratorDoesNotYieldWithAValueBound() {
        Job.started(
                loop,
                self -> {
                    Generator<String> names =
                            Generator.of(
                                    sink -> {
                                        NAME.run("bound", () -> sink.yield("no"));
                                    });
                    log.add(catchThrowable(() -> names.forEach(log::add)));
                    log.add(NAME.get());
                });
        assertThat(log).hasSize(2).endsWith((Object) null);
        assertThat((Throwable) log.get(0)).isInstanceOf(PinnedException.class);
    }

    @Test
    void outsideOfATaskThereIsNone() {
        Job job = new Job(loop, self -> NAME.set("set"));
        job.afterSlice = () -> log.add(catchThrowable(NAME::get));
        job.start();
        assertThat((Throwable) log.get(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> NAME.set("x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the code of a task");
        assertThatThrownBy(() -> NAME.run("x", () -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(NAME::remove).isInstanceOf(IllegalStateException.class);
    }
}

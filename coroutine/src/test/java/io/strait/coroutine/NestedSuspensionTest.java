package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.NORMAL;
import static io.strait.coroutine.Coroutine.Status.RUNNING;
import static io.strait.coroutine.Coroutine.Status.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Code in an inner coroutine suspends one that encloses it: both stop, and both go on.
class NestedSuspensionTest {
    private final List<String> log = new ArrayList<>();

    /// The coroutines of the last call of `nest`, the innermost first.
    private final List<Coroutine<String, String>> between = new ArrayList<>();

    /// An outer coroutine with `depth` coroutines inside each other; `code` runs in the innermost.
    /// Each level logs that it went on, and that it ended.
    private Coroutine<String, String> nest(
            int depth, Function<Coroutine<String, String>, String> code) {
        return Coroutine.create("outer", (outer, first) -> descend(outer, depth, code));
    }

    private String descend(
            Coroutine<String, String> outer,
            int depth,
            Function<Coroutine<String, String>, String> code) {
        if (depth == 0) return code.apply(outer);
        Coroutine<String, String> inner =
                Coroutine.create(
                        "inner " + depth, (self, first) -> descend(outer, depth - 1, code));
        between.addFirst(inner);
        try {
            String result = inner.resume(null);
            log.add("returned " + depth);
            return result;
        } finally {
            log.add("finally " + depth);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void allStopAndAllGoOn(int depth) {
        Coroutine<String, String> outer =
                nest(depth, self -> self.suspend("one") + self.suspend("two"));
        assertThat(outer.resume("go")).isEqualTo("one");
        assertThat(Coroutine.current()).isNull();
        assertThat(outer.status()).isEqualTo(SUSPENDED);
        assertThat(between).hasSize(depth).extracting(Coroutine::status).containsOnly(NORMAL);

        assertThat(outer.resume("1")).isEqualTo("two");
        assertThat(outer.status()).isEqualTo(SUSPENDED);
        assertThat(log).isEmpty();

        assertThat(outer.resume("2")).isEqualTo("12");
        assertThat(between).extracting(Coroutine::status).containsOnly(DEAD);
        assertThat(log).hasSize(2 * depth).startsWith("returned 1").endsWith("finally " + depth);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void statusesInsideAreRightAfterwards(int depth) {
        Coroutine<String, String> outer =
                nest(
                        depth,
                        self -> {
                            self.suspend(null);
                            assertThat(Coroutine.current()).isSameAs(between.getFirst());
                            assertThat(between.getFirst().status()).isEqualTo(RUNNING);
                            assertThat(between.subList(1, depth))
                                    .allMatch(each -> each.status() == NORMAL);
                            assertThat(self.status()).isEqualTo(NORMAL);
                            return "checked";
                        });
        outer.resume(null);
        assertThat(outer.resume(null)).isEqualTo("checked");
    }

    @Test
    void theMiddleOneCanBeSuspendedToTheOuterOne() {
        List<Coroutine<String, String>> middle = new ArrayList<>();
        Coroutine<String, String> outer =
                nest(
                        1,
                        self -> {
                            String sum = self.suspend("from the innermost");
                            sum += between.getFirst().suspend("stops here");
                            return sum;
                        });
        assertThat(outer.resume(null)).isEqualTo("from the innermost");
        middle.add(between.getFirst());
        assertThat(outer.resume("a")).isEqualTo("stops here"); // descend took it for the result
        assertThat(outer.status()).isEqualTo(DEAD);
        assertThat(middle.getFirst().status()).isEqualTo(SUSPENDED);
        assertThat(middle.getFirst().resume("b")).isEqualTo("ab");
    }

    @Test
    void aGeneratorMaySuspendItsConsumer() {
        Coroutine<Integer, String> consumer =
                Coroutine.create(
                        (self, first) -> {
                            Generator<Integer> doubled =
                                    Generator.of(
                                            sink -> {
                                                for (int i = 0; i < 3; i++)
                                                    sink.yield(2 * self.suspend("next?"));
                                            });
                            List<Integer> all = new ArrayList<>();
                            doubled.forEach(all::add);
                            return all.toString();
                        });
        assertThat(consumer.resume(null)).isEqualTo("next?");
        assertThat(consumer.resume(1)).isEqualTo("next?");
        assertThat(consumer.resume(2)).isEqualTo("next?");
        assertThat(consumer.resume(3)).isEqualTo("[2, 4, 6]");
    }

    @Test
    void theWholeMayBeResumedFromInsideAnotherCoroutine() {
        Coroutine<String, String> outer = nest(2, self -> self.suspend("one") + "!");
        assertThat(outer.resume(null)).isEqualTo("one");
        Coroutine<String, String> other =
                Coroutine.create((self, first) -> outer.resume(self.suspend("other")));
        assertThat(other.resume(null)).isEqualTo("other");
        assertThat(other.resume("deep")).isEqualTo("deep!");
        assertThat(outer.status()).isEqualTo(DEAD);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aThirdPartyCannotTouchTheInnerOnesMeanwhile(int depth) {
        Coroutine<String, String> outer = nest(depth, self -> self.suspend("parked"));
        outer.resume(null);
        for (Coroutine<String, String> inner : between) {
            assertThatThrownBy(() -> inner.resume("stolen"))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "cannot resume coroutine 'inner .' \\(NORMAL\\): .* the one around it");
            assertThatThrownBy(inner::cancel).hasMessageContaining("cannot cancel");
            assertThatThrownBy(() -> inner.suspend("x")).hasMessageContaining("cannot suspend");
            assertThat(inner.status()).isEqualTo(NORMAL);
        }
        assertThat(outer.resume("whole")).isEqualTo("whole");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void cancellingTheOuterOneUnwindsAllFromTheInnermost(int depth) {
        Coroutine<String, String> outer =
                nest(
                        depth,
                        self -> {
                            try {
                                return self.suspend("parked");
                            } finally {
                                log.add("innermost");
                            }
                        });
        outer.resume(null);
        outer.cancel();
        List<String> expected = new ArrayList<>(List.of("innermost"));
        for (int i = 1; i <= depth; i++) expected.add("finally " + i);
        assertThat(log).isEqualTo(expected);
        assertThat(outer.status()).isEqualTo(DEAD);
        assertThat(between).extracting(Coroutine::status).containsOnly(DEAD);
        assertThat(Coroutine.current()).isNull();
    }

    @Test
    void anInnerOneThatSwallowsTheCancellationDoesNotKeepTheOuterOneAlive() {
        Coroutine<String, String> outer =
                nest(
                        1,
                        self -> {
                            try {
                                self.suspend("parked");
                            } catch (CancellationException e) {
                                log.add("swallowed");
                            }
                            return self.suspend("again");
                        });
        outer.resume(null);
        outer.cancel();
        assertThat(log).containsExactly("swallowed", "finally 1");
        assertThat(outer.status()).isEqualTo(DEAD);
    }

    @Test
    void aCleanUpThatCancelRunsMaySuspendTheCaller() {
        Coroutine<String, String> outer =
                Coroutine.create(
                        (self, first) -> {
                            Coroutine<Void, Void> inner =
                                    Coroutine.create(
                                            (me, none) -> {
                                                try {
                                                    return me.suspend(null);
                                                } finally {
                                                    log.add(self.suspend("closing"));
                                                }
                                            });
                            inner.resume(null);
                            inner.cancel();
                            return "cancelled: " + inner.status();
                        });
        assertThat(outer.resume(null)).isEqualTo("closing");
        assertThat(outer.resume("closed")).isEqualTo("cancelled: DEAD");
        assertThat(log).containsExactly("closed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anExceptionAfterwardsPassesThroughAll(int depth) {
        RuntimeException failure = new IllegalArgumentException("after");
        Coroutine<String, String> outer =
                nest(
                        depth,
                        self -> {
                            self.suspend("before");
                            throw failure;
                        });
        assertThat(outer.resume(null)).isEqualTo("before");
        assertThat(catchThrowable(() -> outer.resume(null))).isSameAs(failure);
        assertThat(outer.status()).isEqualTo(DEAD);
        assertThat(between).extracting(Coroutine::status).containsOnly(DEAD);
        assertThat(log).hasSize(depth).doesNotContain("returned 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aPinnedFrameOfTheOuterOneRefusesIt(int depth) {
        Coroutine<String, String> outer =
                Coroutine.create(
                        "outer",
                        (self, first) -> {
                            ClassInitializer.run(
                                    () -> descend(self, depth, this::refusedThenInnermost));
                            return self.suspend("parked") + " and ended";
                        });
        assertThat(outer.resume(null)).isEqualTo("parked");
        assertThat(log)
                .first(STRING)
                .startsWith("coroutine 'outer' (RUNNING) is pinned and cannot suspend here");
        assertThat(log).endsWith("finally " + depth);
        assertThat(outer.resume("alive")).isEqualTo("alive and ended");
    }

    private String refusedThenInnermost(Coroutine<String, String> outer) {
        Throwable refused = catchThrowable(() -> outer.suspend("refused"));
        assertThat(refused).isExactlyInstanceOf(PinnedException.class);
        log.add(refused.getMessage());
        assertThat(between.getFirst().status()).isEqualTo(RUNNING);
        assertThat(Coroutine.current()).isSameAs(between.getFirst());
        assertThat(outer.status()).isEqualTo(NORMAL);
        return "refused";
    }

    @Test
    void aPinnedFrameOfOneInBetweenRefusesIt() {
        List<String> results = new ArrayList<>();
        Coroutine<String, String> outer =
                Coroutine.create(
                        "outer",
                        (self, first) -> {
                            Coroutine<String, String> middle =
                                    Coroutine.create("middle", (me, none) -> pinned(self, me));
                            results.add(middle.resume(null));
                            results.add(middle.resume("middle goes on"));
                            return self.suspend("parked");
                        });
        assertThat(outer.resume(null)).isEqualTo("parked");
        assertThat(results).containsExactly("middle parked", "middle goes on");
        assertThat(log).first(STRING).startsWith("coroutine 'middle' (RUNNING) is pinned");
        assertThat(outer.resume("end")).isEqualTo("end");
    }

    private String pinned(Coroutine<String, String> outer, Coroutine<String, String> middle) {
        ClassInitializer.run(() -> descend(outer, 2, this::refusedThenInnermost));
        assertThat(middle.status()).isEqualTo(RUNNING);
        return middle.suspend("middle parked");
    }

    @Test
    void afterARefusalTheSameSuspensionSucceedsElsewhere() {
        Coroutine<String, String> outer =
                nest(
                        2,
                        self -> {
                            ClassInitializer.run(
                                    () ->
                                            assertThatThrownBy(() -> self.suspend("refused"))
                                                    .isInstanceOf(PinnedException.class));
                            return self.suspend("parked");
                        });
        assertThat(outer.resume(null)).isEqualTo("parked");
        assertThat(outer.resume("end")).isEqualTo("end");
    }
}

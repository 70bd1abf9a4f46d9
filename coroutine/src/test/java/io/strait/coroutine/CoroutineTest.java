package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What passes through `resume` and `suspend`: values, and exceptions.
class CoroutineTest {

    @Test
    void theBodyStartsAtTheFirstResume() {
        List<String> log = new ArrayList<>();
        Coroutine<String, String> coroutine =
                Coroutine.create((self, first) -> "started with " + log.add(first));
        assertThat(log).isEmpty();

        assertThat(coroutine.resume("one")).isEqualTo("started with true");
        assertThat(log).containsExactly("one");
    }

    @Test
    void valuesPassBothWays() {
        Coroutine<Integer, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            int second = self.suspend("got " + first);
                            int third = self.suspend("got " + second);
                            return "ended with " + third;
                        });
        assertThat(coroutine.resume(1)).isEqualTo("got 1");
        assertThat(coroutine.resume(2)).isEqualTo("got 2");
        assertThat(coroutine.resume(3)).isEqualTo("ended with 3");
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void nullIsAValueLikeAnyOther() {
        List<String> received = new ArrayList<>();
        Coroutine<String, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            received.add(first);
                            received.add(self.suspend(null));
                            received.add(self.suspend("not null"));
                            return null;
                        });
        assertThat(coroutine.resume(null)).isNull();
        assertThat(coroutine.resume(null)).isEqualTo("not null");
        assertThat(coroutine.resume("last")).isNull();
        assertThat(received).containsExactly(null, null, "last");
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void aThrowableIsAValueToo() {
        Throwable value = new IllegalArgumentException("only a value");
        Coroutine<Throwable, Throwable> echo =
                Coroutine.create((self, first) -> self.suspend(first));
        assertThat(echo.resume(value)).isSameAs(value);
        assertThat(echo.resume(value)).isSameAs(value);
    }

    @Test
    void itSuspendsBelowAnyNumberOfCalls() {
        Coroutine<Void, Integer> coroutine = Coroutine.create((self, first) -> countDown(self, 20));
        for (int i = 20; i > 0; i--) assertThat(coroutine.resume(null)).isEqualTo(i);
        assertThat(coroutine.resume(null)).isZero();
    }

    private static int countDown(Coroutine<Void, Integer> self, int from) {
        if (from == 0) return 0;
        self.suspend(from);
        return countDown(self, from - 1);
    }

    @Test
    void eachCoroutineKeepsItsOwnLocals() {
        List<Coroutine<Integer, Integer>> sums = new ArrayList<>();
        for (int i = 0; i < 10; i++) sums.add(Coroutine.create(CoroutineTest::sum));
        for (int round = 1; round <= 10; round++) {
            for (int i = 0; i < 10; i++) {
                assertThat(sums.get(i).resume(i)).isEqualTo(i * round);
            }
        }
    }

    private static Integer sum(Coroutine<Integer, Integer> self, int first) {
        int sum = first;
        while (true) sum += self.suspend(sum);
    }

    @Test
    void currentIsNullOutside() {
        assertThat(Coroutine.current()).isNull();
        Coroutine<Void, Void> coroutine = Coroutine.create((self, first) -> self.suspend(null));
        coroutine.resume(null);
        assertThat(Coroutine.current()).isNull();
        coroutine.resume(null);
        assertThat(Coroutine.current()).isNull();
    }

    @Test
    void currentIsTheInnermost() {
        List<Coroutine<?, ?>> seen = new ArrayList<>();
        Coroutine<Void, Void> inner =
                Coroutine.create(
                        (self, first) -> {
                            seen.add(Coroutine.current());
                            self.suspend(null);
                            seen.add(Coroutine.current());
                            return null;
                        });
        Coroutine<Void, Void> outer =
                Coroutine.create(
                        (self, first) -> {
                            seen.add(Coroutine.current());
                            inner.resume(null);
                            seen.add(Coroutine.current());
                            self.suspend(null);
                            inner.resume(null);
                            seen.add(Coroutine.current());
                            return null;
                        });
        outer.resume(null);
        outer.resume(null);
        assertThat(seen).containsExactly(outer, inner, outer, inner, outer);
    }

    static List<Throwable> failures() {
        return List.of(
                new IllegalArgumentException("unchecked"),
                new AssertionError("an error"),
                new IOException("checked"),
                new Throwable("neither"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatTheBodyThrowsLeavesFromResumeAsItIs(Throwable failure) {
        Coroutine<Void, Integer> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            self.suspend(1);
                            throw CoroutineTest.<RuntimeException>sneaky(failure);
                        });
        assertThat(coroutine.resume(null)).isEqualTo(1);
        assertThat(catchThrowable(() -> coroutine.resume(null))).isSameAs(failure);
        assertThat(coroutine.status()).isEqualTo(DEAD);
        assertThat(Coroutine.current()).isNull();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatAnInnerOneThrowsCanBeCaughtByTheOuterOne(Throwable failure) {
        Coroutine<Void, Void> inner =
                Coroutine.create(
                        (self, first) -> {
                            throw CoroutineTest.<RuntimeException>sneaky(failure);
                        });
        Coroutine<Void, Throwable> outer =
                Coroutine.create(
                        (self, first) -> {
                            Throwable caught = catchThrowable(() -> inner.resume(null));
                            assertThat(self.status()).isEqualTo(RUNNING);
                            assertThat(Coroutine.current()).isSameAs(self);
                            self.suspend(caught);
                            return caught;
                        });
        assertThat(outer.resume(null)).isSameAs(failure);
        assertThat(inner.status()).isEqualTo(DEAD);
        assertThat(outer.resume(null)).isSameAs(failure);
        assertThat(outer.status()).isEqualTo(DEAD);
    }

    @Test
    void anExceptionPassesThroughAllThatDoNotCatchIt() {
        Coroutine<Integer, Integer> chain =
                Coroutine.create(
                        (self, first) -> {
                            throw new UnsupportedOperationException("from the bottom");
                        });
        List<Coroutine<?, ?>> all = new ArrayList<>(List.of(chain));
        for (int i = 0; i < 5; i++) {
            Coroutine<Integer, Integer> below = chain;
            chain = Coroutine.create((self, first) -> below.resume(first));
            all.add(chain);
        }
        Coroutine<Integer, Integer> top = chain;
        assertThatThrownBy(() -> top.resume(1)).hasMessage("from the bottom");
        assertThat(all).extracting(Coroutine::status).containsOnly(DEAD);
    }

    @Test
    void toStringIsNameAndStatus() {
        Coroutine<Void, Void> named = Coroutine.create("reader", (self, first) -> null);
        assertThat(named).hasToString("coroutine 'reader' (SUSPENDED)");
        named.resume(null);
        assertThat(named).hasToString("coroutine 'reader' (DEAD)");
    }

    @Test
    void withoutANameItIsCalledByItsBody() {
        Coroutine.Body<Void, Void> body =
                new Coroutine.Body<>() {
                    @Override
                    public Void run(Coroutine<Void, Void> self, Void first) {
                        return null;
                    }

                    @Override
                    public String toString() {
                        return "the body";
                    }
                };
        assertThat(Coroutine.create(body)).hasToString("coroutine 'the body' (SUSPENDED)");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneaky(Throwable failure) throws X {
        throw (X) failure;
    }
}

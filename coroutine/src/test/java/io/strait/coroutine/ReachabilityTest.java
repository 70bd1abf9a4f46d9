package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a coroutine keeps in memory, and what it doesn't.
class ReachabilityTest {

    private static boolean isCollected(WeakReference<?> reference) {
        for (int i = 0; i < 20 && reference.get() != null; i++) System.gc();
        return reference.get() == null;
    }

    private static WeakReference<Object> resumeWith(
            Coroutine<Object, Object> coroutine, Object value) {
        coroutine.resume(value);
        return new WeakReference<>(value);
    }

    private static Object hold(Coroutine<Object, Object> self, Object value) {
        self.suspend(null);
        return value;
    }

    @Test
    void aSuspendedOneKeepsWhatItsCodeStillNeeds() {
        Coroutine<Object, Object> coroutine = Coroutine.create(ReachabilityTest::hold);
        WeakReference<Object> value = resumeWith(coroutine, new Object());
        System.gc();
        assertThat(value.get()).isNotNull().isSameAs(coroutine.resume(null));
    }

    @Test
    void aDeadOneDoesNotKeepWhatItReturned() {
        Coroutine<Object, Object> coroutine = Coroutine.create((self, first) -> first);
        assertThat(isCollected(resumeWith(coroutine, new Object()))).isTrue();
        assertThat(coroutine.status()).isEqualTo(Coroutine.Status.DEAD);
    }

    @Test
    void aDeadOneDoesNotKeepWhatItThrew() {
        Coroutine<Object, Object> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            throw new IllegalArgumentException();
                        });
        WeakReference<Throwable> failure = failureOf(coroutine);
        failureOf(coroutine); // the thread itself may keep what was thrown last
        assertThat(isCollected(failure)).isTrue();
        assertThat(coroutine.status()).isEqualTo(Coroutine.Status.DEAD);
    }

    private static WeakReference<Throwable> failureOf(Coroutine<Object, Object> coroutine) {
        return new WeakReference<>(catchThrowable(() -> coroutine.resume(null)));
    }

    @Test
    void aDeadOneDoesNotKeepItsLocals() {
        Coroutine<Object, Object> coroutine = Coroutine.create(ReachabilityTest::hold);
        WeakReference<Object> value = resumeWith(coroutine, new Object());
        coroutine.resume(null);
        assertThat(isCollected(value)).isTrue();
        assertThat(coroutine.status()).isEqualTo(Coroutine.Status.DEAD);
    }

    @Test
    void aCancelledOneDoesNotKeepItsLocals() {
        Coroutine<Object, Object> coroutine = Coroutine.create(ReachabilityTest::hold);
        WeakReference<Object> value = resumeWith(coroutine, new Object());
        coroutine.cancel();
        assertThat(isCollected(value)).isTrue();
        assertThat(coroutine.status()).isEqualTo(Coroutine.Status.DEAD);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void aSuspendedOneThatNobodyKnowsIsCollectedHoweverDeepItsStack(int depth) {
        assertThat(suspendedAt(depth)).hasSize(2).allMatch(ReachabilityTest::isCollected);
    }

    /// The coroutine, and what its innermost frame holds.
    private static List<WeakReference<?>> suspendedAt(int depth) {
        Coroutine<Object, Object> coroutine =
                Coroutine.create((self, first) -> holdAt(depth, self, first));
        WeakReference<Object> value = resumeWith(coroutine, new Object());
        assertThat(coroutine.status()).isEqualTo(Coroutine.Status.SUSPENDED);
        return List.of(new WeakReference<>(coroutine), value);
    }

    private static Object holdAt(int depth, Coroutine<Object, Object> self, Object value) {
        Object held = depth == 0 ? hold(self, value) : holdAt(depth - 1, self, value);
        return held; // not a tail call
    }

    @Test
    void thoseThatAreSuspendedInsideItAreCollectedWithIt() {
        List<WeakReference<?>> dropped = new ArrayList<>();
        suspendFromInside(dropped);
        assertThat(dropped).hasSize(2).allMatch(ReachabilityTest::isCollected);
    }

    private static void suspendFromInside(List<WeakReference<?>> both) {
        Coroutine<Object, Object> outer =
                Coroutine.create(
                        (self, first) -> {
                            Coroutine<Object, Object> inner =
                                    Coroutine.create((own, none) -> hold(self, none));
                            both.add(new WeakReference<>(inner));
                            return inner.resume(first);
                        });
        both.add(new WeakReference<>(outer));
        outer.resume(new Object());
    }

    @Test
    void aRefusedSuspensionKeepsNothing() {
        List<WeakReference<Object>> lost = new ArrayList<>();
        Coroutine<Object, Object> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            ClassInitializer.run(() -> lost.add(refused(self, new Object())));
                            return isCollected(lost.getFirst());
                        });
        assertThat(coroutine.resume(null)).isEqualTo(true);
    }

    private static WeakReference<Object> refused(Coroutine<Object, Object> self, Object value) {
        assertThat(catchThrowable(() -> self.suspend(value))).isInstanceOf(PinnedException.class);
        return new WeakReference<>(value);
    }

    @Test
    void aHundredThousandWaitAtOnce() {
        int count = JvmMode.scaled(100_000);
        List<Coroutine<Integer, Integer>> parked = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Coroutine<Integer, Integer> coroutine =
                    Coroutine.create((self, first) -> first + self.suspend(first));
            coroutine.resume(i);
            parked.add(coroutine);
        }
        System.gc();
        long sum = 0;
        for (Coroutine<Integer, Integer> coroutine : parked) sum += coroutine.resume(1);
        assertThat(sum).isEqualTo((long) count * (count - 1) / 2 + count);
        assertThat(parked).allMatch(each -> each.status() == Coroutine.Status.DEAD);
    }
}

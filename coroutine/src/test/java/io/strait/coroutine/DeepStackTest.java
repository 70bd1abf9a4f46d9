package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many frames: a thousand of them in a suspension, and too many for the thread.
class DeepStackTest {
    private static final int DEPTH = 1000;

    @Test
    void aThousandFramesSuspendAgainAndAgain() {
        Coroutine<Integer, Integer> coroutine =
                Coroutine.create((self, first) -> descend(self, DEPTH));
        coroutine.resume(null);
        for (int i = 1; i <= JvmMode.scaled(1000); i++) {
            assertThat(coroutine.resume(i)).isEqualTo(i);
            if (i % 50 == 0) System.gc();
        }
        assertThat(coroutine.resume(0)).isEqualTo(DEPTH);
    }

    private static int descend(Coroutine<Integer, Integer> self, int depth) {
        if (depth > 0) return 1 + descend(self, depth - 1);
        int value = 0;
        do {
            value = self.suspend(value);
        } while (value != 0);
        return 0;
    }

    @Test
    void theStackMayGrowAndShrinkBetweenSuspensions() {
        Coroutine<Integer, Integer> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            int depth = first;
                            while (depth >= 0) depth = suspendAt(self, depth);
                            return -1;
                        });
        for (int depth : new int[] {0, DEPTH, 1, 500, 0, DEPTH, 2, 300}) {
            assertThat(coroutine.resume(depth)).isEqualTo(depth);
            System.gc();
        }
        assertThat(coroutine.resume(-1)).isEqualTo(-1);
    }

    private static int suspendAt(Coroutine<Integer, Integer> self, int depth) {
        return suspendAt(self, depth, depth);
    }

    private static int suspendAt(Coroutine<Integer, Integer> self, int left, int depth) {
        if (left == 0) return self.suspend(depth);
        int result = suspendAt(self, left - 1, depth);
        return result; // not a tail call, so that nothing may fold the frames
    }

    @Test
    void suspensionsOnTheWayDownAndOnTheWayUp() {
        Generator<Integer> depths = Generator.of(sink -> downAndUp(sink, 0));
        List<Integer> all = depths.stream().toList();
        assertThat(all).hasSize(2 * DEPTH).startsWith(0, 1, 2).endsWith(2, 1, 0);
    }

    private static void downAndUp(Generator.Sink<Integer> sink, int depth) {
        if (depth == DEPTH) return;
        sink.yield(depth);
        downAndUp(sink, depth + 1);
        sink.yield(depth);
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int forEver(int depth) {
        return 1 + forEver(depth + 1);
    }

    @Test
    void aStackOverflowEndsOnlyItsCoroutine() {
        Coroutine<Integer, Integer> witness =
                Coroutine.create((self, first) -> first + self.suspend(first));
        witness.resume(40);
        for (int i = 0; i < 3; i++) {
            Coroutine<Void, Integer> overflows = Coroutine.create((self, first) -> forEver(0));
            assertThat(catchThrowable(() -> overflows.resume(null)))
                    .isInstanceOf(StackOverflowError.class);
            assertThat(overflows.status()).isEqualTo(Coroutine.Status.DEAD);
            assertThat(Coroutine.current()).isNull();
        }
        assertThat(witness.resume(2)).isEqualTo(42);
    }

    @Test
    void aBodyMayCatchItsStackOverflowAndGoOn() {
        Coroutine<Void, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            try {
                                return "depth " + forEver(0);
                            } catch (StackOverflowError e) {
                                self.suspend("caught");
                                return "went on";
                            }
                        });
        assertThat(coroutine.resume(null)).isEqualTo("caught");
        assertThat(coroutine.resume(null)).isEqualTo("went on");
    }

    /// In a JVM of its own, which one that is half mounted would end.
    @Test
    void oneThatIsResumedWithoutStackLeftIsHarmless() throws Exception {
        ForkedJvm jvm = ForkedJvm.withAccess("-XX:TieredStopAtLevel=1", EndOfStack.class);
        assertThat(jvm.output()).isEqualTo("all dead or alive");
        assertThat(jvm.exitCode()).isZero();
    }

    /// The error can hit the JDK's own code in the middle of a resume, which then leaves the thread
    /// as if the coroutine were still running.
    @Test
    void anErrorInTheMiddleOfAResumeLeavesNothingBehind() throws Exception {
        ForkedJvm jvm = ForkedJvm.withAccess(LeftBehind.class);
        assertThat(jvm.output()).isEqualTo("left behind: nothing");
    }

    /// A bare one is half mounted, and can be resumed no more; nor does it say that it has ended.
    @Test
    void aBareContinuationThatIsResumedWithoutStackLeftIsDestroyed() throws Exception {
        ForkedJvm jvm = ForkedJvm.withAccess(BareContinuation.class, "endOfStack");
        assertThat(jvm.output().lines()).startsWith("Mounted!!!!");
    }

    /// Each takes some of the thread's stack, and nothing bounds how many do: the innermost one
    /// ends by the error, and those around it that don't catch it.
    @ParameterizedTest
    @ValueSource(strings = {"-Xmixed", "-Xint"})
    void resumesNestSomeThousandDeepAndEndInAStackOverflow(String mode) throws Exception {
        ForkedJvm jvm = ForkedJvm.withAccess(mode, NestedResumes.class);
        assertThat(jvm.output().lines())
                .containsExactly(
                        "thousands",
                        "thousands",
                        "thousands",
                        "thousands",
                        "thousands",
                        "witness: 42");
        assertThat(jvm.exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmixed", "-Xint"})
    void theFirstSuspensionOfAJvmMayBeAThousandFramesDeep(String mode) throws Exception {
        ForkedJvm jvm = ForkedJvm.withAccess(mode, ColdDepth.class);
        assertThat(jvm.output().lines()).containsExactly("-1", "7", "1000");
    }
}

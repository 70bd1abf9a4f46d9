package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each coroutine has scoped values of its own: those of the code that made it, and what it binds.
@SuppressWarnings("ThreadPriorityCheck") // Thread.yield() unmounts a virtual thread.
class ScopedValueTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();
    private static final ScopedValue<String> TRACE = ScopedValue.newInstance();
    private final List<String> log = new ArrayList<>();

    private static String user() {
        return USER.orElse("nobody");
    }

    /// Says who its user is, again and again.
    private static Coroutine<Void, String> reader() {
        return Coroutine.create(
                (self, first) -> {
                    while (true) self.suspend(user());
                });
    }

    /// Binds `name`, and says who its user is, inside and outside by turns.
    private static Coroutine<Void, String> binder(String name) {
        return Coroutine.create(
                name,
                (self, first) -> {
                    while (true) {
                        ScopedValue.where(USER, name)
                                .run(
                                        () -> {
                                            self.suspend(user());
                                            self.suspend(user());
                                        });
                        self.suspend(user());
                    }
                });
    }

    @Test
    void aBindingDoesNotLeakToTheResumer() {
        Coroutine<Void, String> ann = binder("ann");
        assertThat(ann.resume(null)).isEqualTo("ann");
        assertThat(USER.isBound()).isFalse();
        assertThat(ann.resume(null)).isEqualTo("ann");
        assertThat(USER.isBound()).isFalse();
        assertThat(ann.resume(null)).isEqualTo("nobody");
    }

    @Test
    void norToAnotherCoroutine() {
        Coroutine<Void, String> ann = binder("ann");
        Coroutine<Void, String> bob = binder("bob");
        Coroutine<Void, String> reader = reader();
        for (int i = 0; i < 30; i++) {
            assertThat(ann.resume(null)).isEqualTo(i % 3 < 2 ? "ann" : "nobody");
            assertThat(bob.resume(null)).isEqualTo(i % 3 < 2 ? "bob" : "nobody");
            assertThat(reader.resume(null)).isEqualTo("nobody");
        }
    }

    @Test
    void theResumerKeepsItsOwn() {
        Coroutine<Void, String> ann = binder("ann");
        ScopedValue.where(USER, "resumer")
                .run(
                        () -> {
                            for (int i = 0; i < 6; i++) {
                                ann.resume(null);
                                assertThat(USER.get()).isEqualTo("resumer");
                            }
                        });
        assertThat(USER.isBound()).isFalse();
    }

    @Test
    void itSeesThoseOfTheCodeThatMadeItWhoeverResumesIt() {
        Coroutine<Void, String> made =
                ScopedValue.where(USER, "maker").call(ScopedValueTest::reader);
        Coroutine<Void, String> madeOutside = reader();
        for (String resumer : List.of("one", "two")) {
            ScopedValue.where(USER, resumer)
                    .run(
                            () -> {
                                assertThat(made.resume(null)).isEqualTo("maker");
                                assertThat(madeOutside.resume(null)).isEqualTo("nobody");
                            });
            assertThat(made.resume(null)).isEqualTo("maker");
            assertThat(madeOutside.resume(null)).isEqualTo("nobody");
        }
    }

    @Test
    void whatItBindsComesOnTopOfThose() {
        Coroutine<Void, String> coroutine =
                ScopedValue.where(USER, "maker")
                        .where(TRACE, "t1")
                        .call(
                                () ->
                                        Coroutine.create(
                                                (self, first) -> {
                                                    ScopedValue.where(USER, "own")
                                                            .run(
                                                                    () ->
                                                                            self.suspend(
                                                                                    user()
                                                                                            + TRACE
                                                                                                    .get()));
                                                    return user() + TRACE.get();
                                                }));
        ScopedValue.where(TRACE, "t2")
                .run(() -> assertThat(coroutine.resume(null)).isEqualTo("ownt1"));
        assertThat(coroutine.resume(null)).isEqualTo("makert1");
    }

    @Test
    void aGeneratorSeesThoseOfTheLoopThatMadeIt() {
        List<String> values =
                ScopedValue.where(USER, "ann")
                        .call(
                                () -> {
                                    Generator<String> users =
                                            Generator.of(
                                                    sink -> {
                                                        sink.yield(user());
                                                        sink.yield(user());
                                                    });
                                    return users.stream().toList();
                                });
        assertThat(values).containsExactly("ann", "ann");
    }

    @Test
    void anExceptionLeavesNothingBehind() {
        Coroutine<Void, String> coroutine =
                Coroutine.create(
                        (self, first) ->
                                ScopedValue.where(USER, "ann")
                                        .call(
                                                () -> {
                                                    self.suspend(user());
                                                    throw new IllegalArgumentException(user());
                                                }));
        coroutine.resume(null);
        assertThatThrownBy(() -> coroutine.resume(null)).hasMessage("ann");
        assertThat(USER.isBound()).isFalse();
    }

    @Test
    void aCancelledOneReadsItsOwnInItsFinallyBlocks() {
        Coroutine<Void, String> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            ScopedValue.where(USER, "ann").run(() -> logUserAtTheEnd(self));
                            return "not reached";
                        });
        coroutine.resume(null);
        ScopedValue.where(USER, "canceller").run(coroutine::cancel);
        assertThat(log).containsExactly("ann");
        assertThat(USER.isBound()).isFalse();
    }

    private void logUserAtTheEnd(Coroutine<Void, String> self) {
        try {
            self.suspend("parked");
        } finally {
            log.add(user());
        }
    }

    @Test
    void aRefusedSuspensionChangesNothing() {
        Coroutine<Void, String> coroutine =
                Coroutine.create(
                        (self, first) ->
                                ScopedValue.where(USER, "ann").call(() -> userAfterARefusal(self)));
        assertThat(coroutine.resume(null)).isEqualTo("ann");
        assertThat(USER.isBound()).isFalse();
    }

    private static String userAfterARefusal(Coroutine<Void, String> self) {
        ClassInitializer.run(
                () ->
                        assertThatThrownBy(() -> self.suspend("lost"))
                                .isInstanceOf(PinnedException.class));
        return user();
    }

    /// The JVM forgets the bindings then, and looks for them on the stack.
    @Test
    void aStackOverflowLosesNoBinding() {
        Coroutine<Void, String> coroutine =
                Coroutine.create(
                        (self, first) ->
                                ScopedValue.where(USER, "ann")
                                        .call(
                                                () -> {
                                                    overflow();
                                                    self.suspend(user());
                                                    overflow();
                                                    self.suspend(user());
                                                    return user();
                                                }));
        for (int i = 0; i < 3; i++) {
            ScopedValue.where(USER, "resumer")
                    .run(() -> assertThat(coroutine.resume(null)).isEqualTo("ann"));
            assertThat(USER.isBound()).isFalse();
        }
    }

    private static void overflow() {
        try {
            forEver(0);
        } catch (StackOverflowError expected) {
            // The end of the stack.
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int forEver(int depth) {
        return 1 + forEver(depth + 1);
    }

    @Test
    void aMakerThatOverflowedHandsItsBindingsOnToo() {
        Coroutine<Void, String> made =
                ScopedValue.where(USER, "maker")
                        .call(
                                () -> {
                                    overflow();
                                    return reader();
                                });
        ScopedValue.where(USER, "resumer")
                .run(() -> assertThat(made.resume(null)).isEqualTo("maker"));
    }

    @Test
    void inAJvmThatGivesNoAccessToItsThreadsItLeaks() throws Exception {
        assertThat(ForkedJvm.withAccess(FirstUse.class, "scopedValue").output())
                .isEqualTo("result: ok\nresult: ok");
        assertThat(ForkedJvm.run(ForkedJvm.EXPORT, FirstUse.class, "scopedValue").output())
                .endsWith("result: leaked\nresult: leaked");
    }

    /// Three coroutines inside each other, each with its binding; any of them may be suspended,
    /// from the innermost code too, while others bind and read.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noReadIsWrongAtThreeLevelsInAHundredThousandRounds(boolean virtual)
            throws InterruptedException {
        int rounds = JvmMode.scaled(100_000);
        Runnable run = () -> new Levels(42).run(rounds);
        if (virtual) OtherThread.virtually(run);
        else run.run();
    }

    /// Each level reads what it should see after everything that it does.
    private static final class Levels {
        private final Random random;
        private final Coroutine<?, ?>[] level = new Coroutine<?, ?>[3];

        Levels(long seed) {
            random = new Random(seed);
        }

        void run(int rounds) {
            Coroutine<Void, String> other = binder("other");
            Coroutine<Void, Void> outer = make(0);
            for (int i = 0; i < rounds; i++) {
                String name = "round" + i;
                ScopedValue.where(USER, name)
                        .run(
                                () -> {
                                    outer.resume(null);
                                    check(name);
                                    if (random.nextBoolean()) other.resume(null);
                                    check(name);
                                });
                check("nobody");
                if (random.nextInt(16) == 0) Thread.yield();
            }
            outer.cancel();
            check("nobody");
        }

        private Coroutine<Void, Void> make(int depth) {
            Coroutine<Void, Void> made = Coroutine.create((self, first) -> live(self, depth));
            level[depth] = made;
            return made;
        }

        private Void live(Coroutine<Void, Void> self, int depth) {
            String inherited = user();
            while (true) {
                String name = "level" + depth + "." + random.nextInt(1000);
                ScopedValue.where(USER, name)
                        .run(
                                () -> {
                                    check(name);
                                    step(depth);
                                    check(name);
                                });
                check(inherited);
                self.suspend(null);
                check(inherited);
            }
        }

        /// Suspends itself or one around it; or resumes one inside it for a while.
        @SuppressWarnings("unchecked")
        private void step(int depth) {
            String name = USER.get();
            if (depth == 2 || random.nextBoolean()) {
                ((Coroutine<Void, Void>) level[random.nextInt(depth + 1)]).suspend(null);
            } else {
                Coroutine<Void, Void> inner = make(depth + 1);
                for (int i = random.nextInt(4); i >= 0; i--) {
                    inner.resume(null);
                    check(name);
                }
                inner.cancel();
            }
        }

        private static void check(String expected) {
            if (!user().equals(expected))
                throw new AssertionError("expected " + expected + ", read " + user());
        }
    }
}

package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

/// What a resume or a suspension under a lock comes to, and a coroutine to try it with.
final class Refused {
    private Refused() {}

    /// Suspends with what it was resumed with, for ever.
    static Coroutine<String, String> echo() {
        return Coroutine.create(
                "echo",
                (self, first) -> {
                    String value = first;
                    while (true) value = self.suspend(value);
                });
    }

    static void assertRefused(Throwable thrown, String message) {
        assertThat(thrown)
                .isExactlyInstanceOf(LockHeldException.class)
                .hasMessageStartingWith(message);
    }

    /// `jvm` ran [HeldAcross], which was refused to do `operation`, and could still use the lock.
    static void assertGoesOn(ForkedJvm jvm, String operation) {
        assertThat(jvm.output().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("refused: cannot " + operation),
                        line -> assertThat(line).isEqualTo("usable"),
                        line -> assertThat(line).isEqualTo("survived"));
        assertThat(jvm.exitCode()).isZero();
    }
}

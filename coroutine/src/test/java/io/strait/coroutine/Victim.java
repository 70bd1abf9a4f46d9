package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

/// A coroutine that others misuse, and what has to be true afterwards.
final class Victim {
    private Victim() {}

    /// Suspends with "parked"; its end is "ended with" the next value.
    static Coroutine<String, String> victim() {
        return Coroutine.create("victim", (self, first) -> "ended with " + self.suspend("parked"));
    }

    static void assertRunsOn(Coroutine<String, String> victim) {
        assertThat(victim.status()).isEqualTo(SUSPENDED);
        assertThat(victim.resume("life")).isEqualTo("ended with life");
        assertThat(victim.status()).isEqualTo(DEAD);
        assertThat(Coroutine.current()).isNull();
    }

    static void assertMisuse(Throwable refused, String message) {
        assertThat(refused).isExactlyInstanceOf(IllegalStateException.class).hasMessage(message);
    }
}

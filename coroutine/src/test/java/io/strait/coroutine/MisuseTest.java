package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.RUNNING;
import static io.strait.coroutine.Victim.assertMisuse;
import static io.strait.coroutine.Victim.assertRunsOn;
import static io.strait.coroutine.Victim.victim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Misuse is refused with a message of its own, and does no harm: each coroutine here runs to its
/// end.
class MisuseTest {
    @Test
    void aRunningOneCannotBeResumed() {
        Coroutine<String, Throwable> coroutine =
                Coroutine.create(
                        "self",
                        (self, first) -> {
                            Throwable refused = catchThrowable(() -> self.resume("again"));
                            assertThat(self.status()).isEqualTo(RUNNING);
                            assertThat(self.suspend(refused)).isEqualTo("second");
                            return null;
                        });
        assertMisuse(
                coroutine.resume("first"),
                "cannot resume coroutine 'self' (RUNNING): its own code calls");
        assertThat(coroutine.resume("second")).isNull();
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void aNormalOneCannotBeResumed() {
        List<Coroutine<String, Throwable>> outer = new ArrayList<>();
        Coroutine<Void, Throwable> inner =
                Coroutine.create(
                        (self, first) -> {
                            self.suspend(catchThrowable(() -> outer.getFirst().resume("back")));
                            return null;
                        });
        outer.add(
                Coroutine.create(
                        "outer",
                        (self, first) -> {
                            assertThat(self.suspend(inner.resume(null))).isEqualTo("second");
                            return inner.resume(null);
                        }));
        assertMisuse(
                outer.getFirst().resume("first"),
                "cannot resume coroutine 'outer' (NORMAL): it waits for a coroutine that it"
                        + " resumed, or for the one around it");
        assertThat(outer.getFirst().resume("second")).isNull();
        assertThat(inner.status()).isEqualTo(DEAD);
    }

    @Test
    void aDeadOneCannotBeResumed() {
        Coroutine<String, String> dead = Coroutine.create("dead", (self, first) -> first);
        assertThat(dead.resume("end")).isEqualTo("end");
        for (int i = 0; i < 3; i++) {
            assertMisuse(
                    catchThrowable(() -> dead.resume("again")),
                    "cannot resume coroutine 'dead' (DEAD): it has ended");
        }
        assertThat(dead.status()).isEqualTo(DEAD);
    }

    @Test
    void codeOutsideCannotSuspendIt() {
        Coroutine<String, String> victim = victim();
        victim.resume(null);
        assertMisuse(
                catchThrowable(() -> victim.suspend("out")),
                "cannot suspend coroutine 'victim' (SUSPENDED): only code that runs in it can"
                        + " suspend it, and this code runs outside of any coroutine");
        assertRunsOn(victim);
    }

    @Test
    void anUnrelatedCoroutineCannotSuspendIt() {
        Coroutine<String, String> victim = victim();
        victim.resume(null);
        Coroutine<String, Throwable> unrelated =
                Coroutine.create(
                        "unrelated", (self, first) -> catchThrowable(() -> victim.suspend("out")));
        assertMisuse(
                unrelated.resume(null),
                "cannot suspend coroutine 'victim' (SUSPENDED): only code that runs in it can"
                        + " suspend it, and this code runs in coroutine 'unrelated' (RUNNING)");
        assertRunsOn(victim);
    }

    @Test
    void theOuterOneCannotSuspendTheInnerOne() {
        Coroutine<String, String> victim = victim();
        Coroutine<String, Throwable> outer =
                Coroutine.create(
                        (self, first) -> {
                            victim.resume(null);
                            return catchThrowable(() -> victim.suspend("out"));
                        });
        assertThat(outer.resume(null))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only code that runs in it can suspend it");
        assertRunsOn(victim);
    }

    @Test
    void aDeadOneCannotBeSuspended() {
        Coroutine<String, String> dead = Coroutine.create("dead", (self, first) -> first);
        dead.resume(null);
        assertThatThrownBy(() -> dead.suspend("out"))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot suspend coroutine 'dead' (DEAD): ");
        assertThat(dead.status()).isEqualTo(DEAD);
    }

    @Test
    void thereIsNoCoroutineWithoutBodyOrName() {
        assertThatThrownBy(() -> Coroutine.create(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("body");
        assertThatThrownBy(() -> Coroutine.create("name", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("body");
        assertThatThrownBy(() -> Coroutine.<Void, Void>create(null, (self, first) -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("name");
    }

    /// What a bare continuation makes of it: the first is lost, or never ends.
    @ParameterizedTest
    @ValueSource(strings = {"mounted", "ended", "partOfASuspendedOne"})
    void aBareContinuationIsDestroyed(String way) throws Exception {
        assertThat(ForkedJvm.withAccess(BareContinuation.class, way).output().lines())
                .contains("Mounted!!!!")
                .doesNotContain("ended: true, true");
    }
}

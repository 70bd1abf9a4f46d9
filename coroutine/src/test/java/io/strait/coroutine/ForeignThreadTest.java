package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.SUSPENDED;
import static io.strait.coroutine.Victim.assertMisuse;
import static io.strait.coroutine.Victim.assertRunsOn;
import static io.strait.coroutine.Victim.victim;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another thread than the owner is refused, and has done no harm.
class ForeignThreadTest {
    @Test
    void anotherThreadCannotResumeIt() throws InterruptedException {
        Coroutine<String, String> victim = victim();
        victim.resume(null);
        assertForeign(OtherThread.thrownBy(() -> victim.resume("stolen")), "resume");
        assertRunsOn(victim);
    }

    @Test
    void anotherThreadCannotStartIt() throws InterruptedException {
        Coroutine<String, String> victim = victim();
        assertForeign(OtherThread.thrownBy(() -> victim.resume("stolen")), "resume");
        assertThat(victim.resume(null)).isEqualTo("parked");
        assertRunsOn(victim);
    }

    @Test
    void anotherThreadCannotCancelIt() throws InterruptedException {
        Coroutine<String, String> victim = victim();
        victim.resume(null);
        assertForeign(OtherThread.thrownBy(victim::cancel), "cancel");
        assertRunsOn(victim);
    }

    @Test
    void anotherThreadCannotTakeItsStackTrace() throws InterruptedException {
        Coroutine<String, String> victim = victim();
        victim.resume(null);
        assertForeign(OtherThread.thrownBy(victim::stackTrace), "stackTrace");
        assertRunsOn(victim);
    }

    @Test
    void anotherThreadCannotSuspendIt() throws InterruptedException {
        Coroutine<String, String> victim = victim();
        victim.resume(null);
        assertForeign(OtherThread.thrownBy(() -> victim.suspend("out")), "suspend");
        assertRunsOn(victim);
    }

    private static void assertForeign(Throwable refused, String operation) {
        assertMisuse(
                refused,
                "cannot "
                        + operation
                        + " coroutine 'victim' (SUSPENDED): it belongs to thread '"
                        + Thread.currentThread().getName()
                        + "', and thread 'intruder' called");
    }

    @Test
    void anotherThreadCannotSuspendItWhileItRuns() {
        List<Throwable> refused = new ArrayList<>();
        Coroutine<String, String> busy =
                Coroutine.create(
                        "busy",
                        (self, first) -> {
                            try {
                                refused.add(OtherThread.thrownBy(() -> self.suspend("out")));
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            return self.suspend("parked");
                        });
        assertThat(busy.resume(null)).isEqualTo("parked");
        assertThat(refused.getFirst())
                .hasMessageStartingWith("cannot suspend coroutine 'busy' (RUNNING): it belongs to");
        assertThat(busy.resume("end")).isEqualTo("end");
    }

    @Test
    void anotherThreadCannotUseAGenerator() throws InterruptedException {
        Generator<Integer> numbers = Generator.of(sink -> sink.yield(1));
        assertThat(numbers.iterator().hasNext()).isTrue();
        assertThat(OtherThread.thrownBy(() -> numbers.iterator().next()))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot resume coroutine 'generator ");
        assertThat(OtherThread.thrownBy(numbers::close))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot cancel coroutine 'generator ");
        assertThat(numbers.stream()).containsExactly(1);
    }

    @Test
    void anotherThreadMayAskForItsStatus() throws InterruptedException {
        Coroutine<String, String> victim = victim();
        victim.resume(null);
        assertThat(OtherThread.thrownBy(() -> assertThat(victim.status()).isEqualTo(SUSPENDED)))
                .isNull();
        assertRunsOn(victim);
    }

    /// Why it is refused a stack trace: of a bare continuation it may take one while that is
    /// resumed.
    @Test
    void aStackTraceOfABareContinuationCrashesTheJvm(@TempDir Path directory) throws Exception {
        ForkedJvm jvm =
                ForkedJvm.thatMayCrash(
                        directory,
                        "-XX:TieredStopAtLevel=1",
                        BareContinuation.class,
                        "foreignStackTrace");
        assertThat(jvm.output()).contains("SIGSEGV").doesNotContain("survived");
        assertThat(jvm.exitCode()).isNotZero();
    }
}

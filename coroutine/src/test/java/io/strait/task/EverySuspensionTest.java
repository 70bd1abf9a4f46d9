package io.strait.task;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// The tool that strikes at every suspension finds what it is there to find.
class EverySuspensionTest {
    private final List<String> log = new ArrayList<>();

    @Test
    void itStrikesEachSuspensionOfEachTaskInEachWay() {
        int suspensions =
                EverySuspension.of(
                                program -> {
                                    for (String name : List.of("a", "b")) {
                                        program.task(name, () -> sleepTwice(name));
                                    }
                                })
                        .check();
        assertThat(suspensions).isEqualTo(4);
        assertThat(log).filteredOn("a slept twice"::equals).hasSize(1 + 3 * 2);
        assertThat(new TreeSet<>(log))
                .containsExactly(
                        "a Cancelled after 0",
                        "a Cancelled after 1",
                        "a slept twice",
                        "b Cancelled after 0",
                        "b Cancelled after 1",
                        "b slept twice");
    }

    private void sleepTwice(String name) {
        int slept = 0;
        try {
            for (; slept < 2; slept++) Task.sleep(ofMillis(1));
            log.add(name + " slept twice");
        } catch (Cancelled cancelled) {
            log.add(name + " Cancelled after " + slept);
            throw cancelled;
        }
    }

    @Test
    void itCountsTheSuspensionsOfForksAndStrikesThemToo() {
        EverySuspension fork =
                EverySuspension.of(
                        program ->
                                program.task(
                                        "parent",
                                        () ->
                                                TaskScope.run(
                                                        scope -> {
                                                            scope.fork(() -> sleepTwice("fork"));
                                                            return null;
                                                        })));
        assertThat(fork.check()).isEqualTo(3);
        assertThat(log).contains("fork Cancelled after 0", "fork Cancelled after 1");
    }

    @Test
    void whatIsNotTrueAfterABlowIsFound() {
        EverySuspension leak =
                EverySuspension.of(
                        program -> {
                            int[] held = new int[1];
                            program.task(
                                    "careless",
                                    () -> {
                                        held[0]++;
                                        Task.sleep(ofMillis(1));
                                        held[0]--;
                                    });
                            program.atEnd(() -> assertThat(held[0]).isZero());
                        });
        assertThatThrownBy(leak::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("careless, CANCELLED_AT_ONCE at suspension 1 of 1: ");
    }

    @Test
    void aProgramThatWaitsForEverIsFound() {
        EverySuspension stuck =
                EverySuspension.of(
                        program -> {
                            Gate gate = new Gate(program.loop());
                            program.task("stuck", () -> gate.await(Task.current()));
                        });
        assertThatThrownBy(stuck::check)
                .hasMessageStartingWith("with nothing done to it: waiting for ever: [stuck]");
    }

    @Test
    void oneThatGoesOnAlthoughCancelledIsFound() {
        EverySuspension stubborn =
                EverySuspension.of(
                        program ->
                                program.task(
                                        "stubborn",
                                        () -> {
                                            while (!sleeps()) log.add("again");
                                        }));
        assertThatThrownBy(stubborn::check).hasMessageContaining("a task has failed");
    }

    private static boolean sleeps() {
        try {
            Task.sleep(ofMillis(1));
            return true;
        } catch (Cancelled swallowed) {
            return false;
        }
    }

    @Test
    void aFailureOfATaskIsFound() {
        EverySuspension failing =
                EverySuspension.of(
                        program ->
                                program.task(
                                        "failing",
                                        () -> {
                                            Task.sleep(ofMillis(1));
                                            throw new ExecutionException("on purpose", null);
                                        }));
        assertThatThrownBy(failing::check).rootCause().hasMessage("on purpose");
    }

    @Test
    void aProgramWithoutASuspensionTestsNothing() {
        EverySuspension straight =
                EverySuspension.of(program -> program.task("straight", () -> {}));
        assertThatThrownBy(straight::check).hasMessage("the program never suspends");
    }
}

package io.strait.task;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A select that is cut short loses nothing, and leaves no line blocked.
class SelectCancellationTest extends SelectFixture {
    @Test
    void cancelledAtTheEntryItThrowsAndTakesNothing() {
        one.put("a");
        run(
                self -> {
                    Select select = new Select();
                    select.on(one.taking());
                    self.cancel("done");
                    log.add(catchThrowable(select::await));
                });
        assertThat(log).hasOnlyElementsOfType(Cancelled.class);
        assertThat(one.items()).containsExactly("a");
    }

    @Test
    void afterAWakeUpWhatIsReadyWinsOverTheCancellation() {
        Job job = takesFromEither(2);
        run(
                other -> {
                    two.put("x");
                    job.cancel("too late");
                });
        assertThat(log).containsExactly("x");
        assertThat(job.hasEnded()).isTrue();
        assertThat(job.failure).isNull();
        assertThat(one.isAwaited()).isFalse();
    }

    @Test
    void cancelledWhileItWaitsItLeavesAllOfThem() {
        Job job = takesFromEither(1);
        job.cancel("done");
        assertThat(job.hasEnded()).isTrue();
        assertThat(one.isAwaited()).isFalse();
        assertThat(two.isAwaited()).isFalse();
        one.put("a");
        assertThat(one.items()).containsExactly("a");
    }

    @Test
    void whoIsWokenAndHasTakenFromAnotherLeavesTheItemToTheNextInLine() {
        run(
                self -> {
                    Select select = new Select().inOrder();
                    select.on(two.taking());
                    select.on(one.taking());
                    log.add(select.await() == null ? "none" : "selected");
                    self.cancel("done");
                });
        run(self -> log.add(one.take()));
        run(
                other -> {
                    one.put("a"); // wakes the select, which is the first in line
                    two.put("x"); // and takes this
                });
        assertThat(log).containsExactly("selected", "a");
    }

    @Test
    void aDeadlineAroundItIsADeadlineOfAllOfIt() {
        run(
                self -> {
                    log.add(
                            Deadline.moveOnAfter(
                                    ofSeconds(1),
                                    () -> {
                                        Select select = new Select();
                                        select.on(one.taking());
                                        select.await(ofSeconds(60));
                                    }));
                    log.add(TimeUnit.NANOSECONDS.toSeconds(loop.now()));
                });
        loop.advance(ofSeconds(5));
        assertThat(log).containsExactly(false, 1L);
        assertThat(one.isAwaited()).isFalse();
    }

    /// Two who select from two baskets, one who takes from one of them, and two who put: whatever
    /// is struck, and wherever, no item is lost, and nobody waits beside one.
    @Test
    void struckAtEverySuspensionNothingIsLost() {
        int suspensions =
                EverySuspension.of(
                                program -> {
                                    Basket one = new Basket(program.loop());
                                    Basket two = new Basket(program.loop());
                                    List<String> taken = new ArrayList<>();
                                    int[] put = new int[1];
                                    for (String name : List.of("a", "b"))
                                        program.task(name, () -> select(one, two, 4, taken));
                                    program.task("c", () -> take(one, taken));
                                    program.task("p", () -> put(put, one, two, ofMillis(1)));
                                    program.task("q", () -> put(put, two, one, ofMillis(2)));
                                    program.atEnd(
                                            () -> {
                                                int left = one.items().size() + two.items().size();
                                                assertThat(taken.size() + left).isEqualTo(put[0]);
                                                for (Basket each : List.of(one, two))
                                                    assertThat(
                                                                    each.isAwaited()
                                                                            && !each.items()
                                                                                    .isEmpty())
                                                            .isFalse();
                                            });
                                })
                        .check();
        assertThat(suspensions).isGreaterThan(10);
    }

    private static void select(Basket one, Basket two, int times, List<String> taken) {
        Select select = new Select();
        var first = select.on(one.taking());
        var second = select.on(two.taking());
        for (int i = 0; i < times; i++) {
            taken.add(select.await() == first ? first.get() : second.get());
            Task.yieldNow();
        }
    }

    private static void take(Basket basket, List<String> taken) {
        Deadline.moveOnAfter(
                ofSeconds(1),
                () -> {
                    while (true) taken.add(basket.take());
                });
    }

    private static void put(int[] count, Basket one, Basket two, Duration pause) {
        for (int i = 0; i < 3; i++) {
            for (Basket each : List.of(one, two)) {
                each.put("item");
                count[0]++;
            }
            Task.sleep(pause);
        }
    }
}

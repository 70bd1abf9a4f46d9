package io.strait.task;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// One task that waits for several things at once, in the time of a [ManualLoop].
class SelectTest extends SelectFixture {
    @Test
    void whatComesFirstIsTaken() {
        Job job = takesFromEither(3);
        two.put("x");
        one.put("a");
        assertThat(log).containsExactly("x", "a");
        two.put("y");
        assertThat(log).containsExactly("x", "a", "y");
        assertThat(job.hasEnded()).isTrue();
    }

    @Test
    void whatIsThereAlreadyIsTakenWithoutAWait() {
        one.put("a");
        Job job = takesFromEither(1);
        assertThat(log).containsExactly("a");
        assertThat(job.told()).containsExactly("end", "slice");
    }

    @Test
    void theOthersAreLeftAsTheyAre() {
        Job job = takesFromEither(1);
        run(
                other -> {
                    one.put("a");
                    two.put("x");
                });
        assertThat(job.hasEnded()).isTrue();
        assertThat(log).containsExactly("a");
        assertThat(two.items()).containsExactly("x");
        assertThat(one.isAwaited()).isFalse();
        assertThat(two.isAwaited()).isFalse();
    }

    @Test
    void oneThatIsAlwaysReadyDoesNotStarveTheOther() {
        for (String each : List.of("a", "b", "c")) one.put(each);
        for (String each : List.of("x", "y")) two.put(each);
        takesFromEither(5);
        assertThat(log).containsExactly("a", "x", "b", "y", "c");
    }

    @Test
    void inOrderTheFirstThatIsReadyIsPreferred() {
        for (String each : List.of("a", "b")) one.put(each);
        for (String each : List.of("x", "y")) two.put(each);
        run(
                self -> {
                    Select select = new Select().inOrder();
                    var first = select.on(one.taking());
                    var second = select.on(two.taking());
                    for (int i = 0; i < 3; i++)
                        log.add(select.await() == first ? first.get() : second.get());
                });
        assertThat(log).containsExactly("a", "b", "x");
    }

    @Test
    void nothingInTimeIsNull() {
        run(
                self -> {
                    Select select = new Select();
                    select.on(one.taking());
                    log.add(select.await(ofSeconds(3)) == null);
                    log.add(TimeUnit.NANOSECONDS.toSeconds(loop.now()));
                });
        loop.advance(ofSeconds(5));
        assertThat(log).containsExactly(true, 3L);
        assertThat(one.isAwaited()).isFalse();
    }

    @Test
    void withNoTimeAtAllItLetsTheLoopLookOnce() {
        run(
                self -> {
                    Select select = new Select();
                    var item = select.on(one.taking());
                    log.add(select.await(ZERO) == null);
                    loop.execute(() -> one.put("a"));
                    log.add(select.await(ofSeconds(-1)) == item);
                });
        loop.advance(ZERO);
        assertThat(log).containsExactly(true, true);
    }

    @Test
    void whoComesWhileOthersAreInLineWaitsBehindThem() {
        run(self -> log.add("first " + one.take()));
        run(
                other -> {
                    one.put("a");
                    takesFromEither(1);
                });
        assertThat(log).containsExactly("first a");
        one.put("b");
        assertThat(log).containsExactly("first a", "b");
    }

    @Test
    void aSelectWithoutASourceIsRefused() {
        run(self -> log.add(catchThrowable(() -> new Select().await())));
        assertThat((Throwable) log.getFirst())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("a select without a source would wait for ever; give it one with on()");
    }

    @Test
    void aSourceThatItHasAlreadyIsRefused() {
        run(
                self -> {
                    Source<?, ?> source = one.taking();
                    Select select = new Select();
                    select.on(source);
                    log.add(catchThrowable(() -> select.on(source)));
                });
        assertThat((Throwable) log.getFirst())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("this select has that source already");
    }

    @Test
    void twoSourcesOfTheSameLineAreRefusedAndNothingIsLeftBehind() {
        run(
                self -> {
                    Select select = new Select();
                    select.on(two.taking());
                    select.on(one.taking());
                    select.on(one.taking());
                    log.add(catchThrowable(select::await));
                });
        assertThat((Throwable) log.getFirst())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("there is a task in line for this already: job");
        assertThat(one.isAwaited()).isFalse();
        assertThat(two.isAwaited()).isFalse();
    }

    @Test
    void aSourceThatAnotherTaskWaitsForIsRefused() {
        Source<String, RuntimeException> shared = one.taking();
        Job.Code selects =
                self -> {
                    Select select = new Select();
                    select.on(shared);
                    select.await();
                };
        new Job("the first", loop, selects).start();
        Job second = run(selects);
        assertThat(second.failure)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("there is a task in line for this already: the first");
        one.put("a");
    }

    @Test
    void aSourceOfAnotherLoopIsRefused() throws InterruptedException {
        Source<String, RuntimeException> ours = one.taking();
        Throwable[] thrown = new Throwable[1];
        Elsewhere.run(
                () ->
                        Job.started(
                                new ManualLoop(),
                                self -> {
                                    Select select = new Select();
                                    select.on(ours);
                                    thrown[0] = catchThrowable(select::await);
                                }));
        assertThat(thrown[0])
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "a task can select what belongs to its own loop, and thread 'elsewhere' is"
                                + " not that of the loop to which this belongs");
    }

    @Test
    void anotherTasksSelectIsRefused() {
        Select[] select = new Select[1];
        new Job("owner", loop, self -> select[0] = new Select()).start();
        Job other = run(self -> select[0].on(one.taking()));
        assertThat(other.failure).hasMessage("a select is for the task that has made it: owner");
    }

    @Test
    void outsideOfATaskThereIsNone() {
        assertThatThrownBy(Select::new).isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Timer.after(ofSeconds(1)))
                .isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatWasTakenAndNotFetchedIsNotLost() {
        one.put("a");
        one.put("b");
        run(
                self -> {
                    Select select = new Select();
                    var item = select.on(one.taking());
                    select.await();
                    log.add(catchThrowable(select::await).getMessage());
                    log.add(item.get());
                    log.add(catchThrowable(item::get).getMessage());
                });
        assertThat(log)
                .containsExactly(
                        "what this select took last would be lost; get() of its case returns it",
                        "a",
                        "nothing was taken from this source, or it was fetched already; await()"
                                + " returns the case that has something");
        assertThat(one.items()).containsExactly("b");
    }

    @Test
    void oneThatWasRemovedIsNoLongerWaitedFor() {
        run(
                self -> {
                    Select select = new Select();
                    var first = select.on(one.taking());
                    var second = select.on(two.taking());
                    select.await();
                    first.remove();
                    log.add(first.get());
                    log.add(select.await() == second);
                });
        one.put("a");
        one.put("b");
        assertThat(log).containsExactly("a");
        two.put("x");
        assertThat(log).containsExactly("a", true);
        assertThat(one.items()).containsExactly("b");
    }

    @Test
    void oneThatNeverHasToWaitLetsOthersRun() {
        for (int i = 0; i < 1000; i++) one.put("a");
        run(
                self -> {
                    run(other -> log.add("other"));
                    Select select = new Select();
                    var item = select.on(one.taking());
                    for (int i = 0; i < 1000; i++) {
                        select.await();
                        item.get();
                    }
                    log.add("self");
                });
        assertThat(log).containsExactly("other", "self");
    }
}

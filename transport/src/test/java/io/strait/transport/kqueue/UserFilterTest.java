package io.strait.transport.kqueue;

import static io.strait.transport.kqueue.Kevent.EVFILT_USER;
import static io.strait.transport.kqueue.Kevent.EV_ADD;
import static io.strait.transport.kqueue.Kevent.EV_CLEAR;
import static io.strait.transport.kqueue.Kevent.EV_DELETE;
import static io.strait.transport.kqueue.Kevent.EV_DISABLE;
import static io.strait.transport.kqueue.Kevent.EV_ENABLE;
import static io.strait.transport.kqueue.Kevent.NOTE_FFAND;
import static io.strait.transport.kqueue.Kevent.NOTE_FFCOPY;
import static io.strait.transport.kqueue.Kevent.NOTE_FFOR;
import static io.strait.transport.kqueue.Kevent.NOTE_TRIGGER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class UserFilterTest extends OverKQueue {

    @Test
    void withEvClearATriggerIsToldOnce() {
        kqueue.apply(Kevent.user(EV_ADD | EV_CLEAR, 0).withUdata(42));
        assertThat(kqueue.poll()).isEmpty();
        for (int i = 0; i < 2; i++) {
            kqueue.apply(Kevent.user(0, NOTE_TRIGGER));
            Kevent event = kqueue.awaitOne();
            assertThat(event.ident()).isEqualTo(7);
            assertThat(event.filter()).isEqualTo(EVFILT_USER);
            assertThat(event.udata()).isEqualTo(42);
            assertThat(kqueue.poll()).isEmpty();
        }
    }

    @Test
    void twoTriggersAreToldAsOne() {
        kqueue.apply(Kevent.user(EV_ADD | EV_CLEAR, 0));
        kqueue.apply(Kevent.user(0, NOTE_TRIGGER));
        kqueue.apply(Kevent.user(0, NOTE_TRIGGER));
        kqueue.awaitOne();
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void withoutEvClearATriggerIsToldAgainAndAgain() {
        kqueue.apply(Kevent.user(EV_ADD, 0), Kevent.user(0, NOTE_TRIGGER));
        kqueue.awaitOne();
        assertThat(kqueue.startWaiting())
                .succeedsWithin(Duration.ofSeconds(KQueueDescriptor.PATIENCE_SECONDS))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(1);
        kqueue.apply(Kevent.user(EV_DELETE, 0));
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void aTriggerWakesWhoeverWaits() throws Exception {
        kqueue.apply(Kevent.user(EV_ADD | EV_CLEAR, 0));
        FutureTask<List<Kevent>> waiting = kqueue.startWaiting();
        assertThat(waiting.isDone()).isFalse();
        kqueue.apply(Kevent.user(0, NOTE_TRIGGER));
        assertThat(waiting.get(KQueueDescriptor.PATIENCE_SECONDS, TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void aTriggerOfADisabledOneIsToldWhenItIsEnabled() {
        kqueue.apply(Kevent.user(EV_ADD | EV_CLEAR | EV_DISABLE, 0));
        kqueue.apply(Kevent.user(0, NOTE_TRIGGER));
        assertThat(kqueue.poll()).isEmpty();
        kqueue.apply(Kevent.user(EV_ENABLE, 0));
        kqueue.awaitOne();
    }

    @Test
    void whatIsNotThereCannotBeTriggered() {
        assertThat(kqueue.change(Kevent.user(0, NOTE_TRIGGER)))
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.isError()).isTrue();
                            assertThat(event.data()).isEqualTo(SystemCall.ENOENT);
                        });
    }

    @Test
    void theCallersFlagsAreSetAndCombined() {
        kqueue.apply(Kevent.user(EV_ADD, NOTE_FFCOPY | 0b1100));
        kqueue.apply(Kevent.user(0, NOTE_FFOR | 0b0011));
        kqueue.apply(Kevent.user(0, NOTE_FFAND | 0b0110));
        kqueue.apply(Kevent.user(0, NOTE_TRIGGER | 0b1111)); // without an operation
        assertThat(kqueue.awaitOne().fflags()).isEqualTo(0b0110);
    }
}

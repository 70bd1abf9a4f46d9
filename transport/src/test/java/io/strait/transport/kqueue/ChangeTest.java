package io.strait.transport.kqueue;

import static io.strait.transport.kqueue.Kevent.EVFILT_READ;
import static io.strait.transport.kqueue.Kevent.EVFILT_WRITE;
import static io.strait.transport.kqueue.Kevent.EV_ADD;
import static io.strait.transport.kqueue.Kevent.EV_CLEAR;
import static io.strait.transport.kqueue.Kevent.EV_DELETE;
import static io.strait.transport.kqueue.Kevent.EV_DISABLE;
import static io.strait.transport.kqueue.Kevent.EV_DISPATCH;
import static io.strait.transport.kqueue.Kevent.EV_ENABLE;
import static io.strait.transport.kqueue.Kevent.EV_ONESHOT;
import static io.strait.transport.kqueue.Kevent.EV_RECEIPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeTest extends OverKQueue {
    private Descriptor ours;
    private Descriptor peers;

    @BeforeEach
    void makeReadable() {
        Descriptor.Pair unix = Descriptor.unix();
        ours = unix.ours();
        peers = unix.peers();
        peers.write(1);
    }

    private void assertRefused(Kevent change, int errno) {
        Kevent refusal = kqueue.kevent(List.of(change), 1, null).getFirst();
        assertThat(refusal.isError()).isTrue();
        assertThat(refusal.ident()).isEqualTo(change.ident());
        assertThat(refusal.filter()).isEqualTo(change.filter());
        assertThat(refusal.udata()).isEqualTo(change.udata());
        assertThat(refusal.data()).isEqualTo(errno);
    }

    @Test
    void changesAndEventsComeInOneCall() {
        assertThat(kqueue.change(Kevent.add(ours, EVFILT_READ)))
                .singleElement()
                .extracting(Kevent::filter)
                .isEqualTo(EVFILT_READ);
    }

    @Test
    void whatIsDeletedIsToldNoMore() {
        kqueue.apply(Kevent.add(ours, EVFILT_READ));
        kqueue.awaitOne();
        kqueue.apply(Kevent.delete(ours, EVFILT_READ));
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void deletingAndDisablingInOneIsDeleting() {
        kqueue.apply(Kevent.add(ours, EVFILT_READ));
        kqueue.apply(Kevent.change(ours, EVFILT_READ, EV_DELETE | EV_DISABLE));
        assertRefused(Kevent.delete(ours, EVFILT_READ), SystemCall.ENOENT);
    }

    @Test
    void deletingOneFilterLeavesTheOther() {
        kqueue.apply(Kevent.add(ours, EVFILT_READ), Kevent.add(ours, EVFILT_WRITE));
        kqueue.apply(Kevent.delete(ours, EVFILT_READ));
        assertThat(kqueue.awaitOne().filter()).isEqualTo(EVFILT_WRITE);
    }

    @Test
    void aDisabledFilterIsSilentUntilItIsEnabled() {
        kqueue.apply(Kevent.add(ours, EVFILT_READ));
        kqueue.apply(Kevent.change(ours, EVFILT_READ, EV_DISABLE));
        assertThat(kqueue.poll()).isEmpty();
        kqueue.apply(Kevent.change(ours, EVFILT_READ, EV_ENABLE));
        kqueue.awaitOne();
    }

    @Test
    void whatIsAddedDisabledIsSilent() {
        kqueue.apply(Kevent.change(ours, EVFILT_READ, EV_ADD | EV_DISABLE));
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void addingAgainEnablesAndTakesTheNewUdata() {
        kqueue.apply(Kevent.change(ours, EVFILT_READ, EV_ADD | EV_DISABLE).withUdata(1));
        kqueue.apply(Kevent.add(ours, EVFILT_READ).withUdata(2));
        assertThat(kqueue.awaitOne().udata()).isEqualTo(2);
    }

    @Test
    void aOneshotIsToldOnceAndIsGone() {
        kqueue.apply(Kevent.change(ours, EVFILT_READ, EV_ADD | EV_ONESHOT));
        kqueue.awaitOne();
        assertThat(kqueue.poll()).isEmpty();
        assertRefused(Kevent.delete(ours, EVFILT_READ), SystemCall.ENOENT);
    }

    @Test
    void aDispatchedFilterIsDisabledWhenItWasTold() {
        kqueue.apply(Kevent.change(ours, EVFILT_READ, EV_ADD | EV_DISPATCH));
        kqueue.awaitOne();
        assertThat(kqueue.poll()).isEmpty();
        kqueue.apply(Kevent.change(ours, EVFILT_READ, EV_ENABLE));
        kqueue.awaitOne();
        assertThat(kqueue.poll()).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotDeletedEnabledOrDisabled() {
        for (int flag : new int[] {EV_DELETE, EV_ENABLE, EV_DISABLE})
            assertRefused(Kevent.change(ours, EVFILT_READ, flag).withUdata(42), SystemCall.ENOENT);
        kqueue.apply(Kevent.add(ours, EVFILT_READ));
        assertRefused(Kevent.delete(ours, EVFILT_WRITE), SystemCall.ENOENT);
    }

    @Test
    void ofAClosedDescriptorEveryChangeIsRefused() {
        ours.close();
        assertRefused(Kevent.add(ours, EVFILT_READ), SystemCall.EBADF);
        assertRefused(Kevent.delete(ours, EVFILT_READ), SystemCall.EBADF);
        assertRefused(new Kevent(Long.MAX_VALUE, EVFILT_READ, EV_ADD, 0, 0, 0), SystemCall.EBADF);
    }

    @Test
    void aFilterThatNobodyKnowsIsRefused() {
        assertRefused(Kevent.add(ours, 0), SystemCall.EINVAL);
    }

    @Test
    void edgesAreNotOnOfferForDescriptors() {
        assertRefused(Kevent.change(ours, EVFILT_READ, EV_ADD | EV_CLEAR), SystemCall.ENOTSUP);
    }

    @Test
    void aRefusedChangeDoesNotKeepTheOthersFromBeingMadeAndNobodyWaits() {
        Kevent refused = Kevent.delete(ours, EVFILT_WRITE);
        List<Kevent> told =
                kqueue.kevent(List.of(refused, Kevent.add(ours, EVFILT_READ), refused), 16, null);
        assertThat(told).hasSize(2).allMatch(Kevent::isError);
        kqueue.awaitOne();
    }

    @Test
    void aRefusalThatFindsNoRoomFailsTheCall() {
        assertThatThrownBy(() -> kqueue.apply(Kevent.delete(ours, EVFILT_READ)))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.errno).isEqualTo(SystemCall.ENOENT));
    }

    @Test
    void aReceiptIsAnErrorOfZero() {
        assertRefused(Kevent.change(ours, EVFILT_READ, EV_ADD | EV_RECEIPT), 0);
        kqueue.awaitOne();
    }
}

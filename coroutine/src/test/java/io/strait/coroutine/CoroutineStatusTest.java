package io.strait.coroutine;

import static io.strait.coroutine.Coroutine.Status.DEAD;
import static io.strait.coroutine.Coroutine.Status.NORMAL;
import static io.strait.coroutine.Coroutine.Status.RUNNING;
import static io.strait.coroutine.Coroutine.Status.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.strait.coroutine.Coroutine.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// `status()`, asked from every side.
class CoroutineStatusTest {

    @Test
    void fromOutsideItIsSuspendedAndInTheEndDead() {
        Coroutine<Void, Void> coroutine = Coroutine.create((self, first) -> self.suspend(null));
        assertThat(coroutine.status()).isEqualTo(SUSPENDED);
        coroutine.resume(null);
        assertThat(coroutine.status()).isEqualTo(SUSPENDED);
        coroutine.resume(null);
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void fromInsideItIsRunning() {
        Coroutine<Void, Status> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            self.suspend(self.status());
                            return self.status();
                        });
        assertThat(coroutine.resume(null)).isEqualTo(RUNNING);
        assertThat(coroutine.resume(null)).isEqualTo(RUNNING);
    }

    @Test
    void oneThatResumedAnotherIsNormal() {
        List<Status> ofOuter = new ArrayList<>();
        AtomicReference<Coroutine<?, ?>> outer = new AtomicReference<>();
        Coroutine<Void, Void> inner =
                Coroutine.create(
                        (self, first) -> {
                            ofOuter.add(outer.get().status());
                            self.suspend(null);
                            ofOuter.add(outer.get().status());
                            return null;
                        });
        Coroutine<Void, Void> body =
                Coroutine.create(
                        (self, first) -> {
                            inner.resume(null);
                            ofOuter.add(self.status());
                            inner.resume(null);
                            ofOuter.add(self.status());
                            return null;
                        });
        outer.set(body);
        body.resume(null);
        assertThat(ofOuter).containsExactly(NORMAL, RUNNING, NORMAL, RUNNING);
    }

    @Test
    void theOuterOneSeesTheInnerOneSuspendedAndThenDead() {
        Coroutine<Void, Void> inner = Coroutine.create((self, first) -> self.suspend(null));
        Coroutine<Void, List<Status>> outer =
                Coroutine.create(
                        (self, first) -> {
                            List<Status> seen = new ArrayList<>(List.of(inner.status()));
                            inner.resume(null);
                            seen.add(inner.status());
                            inner.resume(null);
                            seen.add(inner.status());
                            return seen;
                        });
        assertThat(outer.resume(null)).containsExactly(SUSPENDED, SUSPENDED, DEAD);
    }

    @Test
    void aWholeChainIsNormalUpToTheInnermost() {
        List<Coroutine<Void, Void>> chain = new ArrayList<>();
        List<Status> seen = new ArrayList<>();
        chain.add(
                Coroutine.create(
                        (self, first) -> {
                            for (Coroutine<Void, Void> each : chain) seen.add(each.status());
                            return null;
                        }));
        for (int i = 0; i < 3; i++) {
            Coroutine<Void, Void> below = chain.getLast();
            chain.add(Coroutine.create((self, first) -> below.resume(null)));
        }
        chain.getLast().resume(null);
        assertThat(seen).containsExactly(RUNNING, NORMAL, NORMAL, NORMAL);
        assertThat(chain).extracting(Coroutine::status).containsOnly(DEAD);
    }

    @Test
    void aFailedOneIsDead() {
        Coroutine<Void, Void> coroutine =
                Coroutine.create(
                        (self, first) -> {
                            throw new IllegalArgumentException();
                        });
        assertThat(catchThrowable(() -> coroutine.resume(null)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void aCancelledOneIsDead() {
        Coroutine<Void, Void> coroutine = Coroutine.create((self, first) -> self.suspend(null));
        coroutine.resume(null);
        coroutine.cancel();
        assertThat(coroutine.status()).isEqualTo(DEAD);
    }

    @Test
    void anotherThreadMayAsk() throws InterruptedException {
        Coroutine<Void, Void> coroutine = Coroutine.create((self, first) -> self.suspend(null));
        AtomicReference<Status> seen = new AtomicReference<>();
        Thread.ofPlatform().start(() -> seen.set(coroutine.status())).join();
        assertThat(seen.get()).isEqualTo(SUSPENDED);
    }
}

package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** What is over is collected, whoever has had to do with it. */
class LeftBehindTest {
    private final Deque<Connection<String>> shared = new ArrayDeque<>();

    private WeakReference<Connection<String>> over(CoroutineHandler.Body<String> body) {
        Embedded embedded = Embedded.strings(body);
        WeakReference<Connection<String>> connection = new WeakReference<>(shared.element());
        embedded.channel.close();
        return connection;
    }

    private static void awaitCollected(WeakReference<?> reference) {
        await().until(
                        () -> {
                            System.gc();
                            return reference.refersTo(null);
                        });
    }

    @Test
    void aConnectionAndItsCoroutine() {
        WeakReference<Connection<String>> connection =
                over(
                        own -> {
                            shared.add(own);
                            own.read();
                        });
        shared.clear();
        awaitCollected(connection);
    }

    @Test
    void aConnectionFromWhichALivingCoroutineHasRead() {
        Embedded[] gone = {
            Embedded.strings(
                    own -> {
                        shared.add(own);
                        own.write("held");
                        own.flush(); // so that it doesn't read itself
                    },
                    new HoldWrites())
        };
        WeakReference<Connection<String>> connection = new WeakReference<>(shared.element());
        Embedded reader =
                Embedded.strings(
                        own -> {
                            own.write(shared.remove().read());
                            own.channel().pipeline().addFirst(new HoldWrites());
                            own.write("held");
                            own.flush(); // it waits, and for no message
                        });
        gone[0].receive("a");
        assertThat(reader.sent()).containsExactly("a");
        gone[0].channel.close();
        gone[0] = null;
        awaitCollected(connection);
        assertThat(reader.channel.isOpen()).isTrue();
    }
}

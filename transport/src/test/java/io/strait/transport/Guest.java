package io.strait.transport;

import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** A client of an echo server. It sends what the talk has to send, and takes what comes back. */
interface Guest {
    /**
     * Blocks, and throws nothing: whatever happens is how the talk ended.
     *
     * @param connected is told the own port before anything is sent
     * @param ended is told how it ended, {@link Talk#REGULAR}, {@link Talk#STUCK} or what went
     *     wrong, while the port is still the guest's
     */
    void talk(InetSocketAddress server, Talk talk, IntConsumer connected, Consumer<String> ended);
}

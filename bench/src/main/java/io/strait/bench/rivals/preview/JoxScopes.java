package io.strait.bench.rivals.preview;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.structured.Race;
import io.strait.bench.rivals.Scopes;
import io.strait.bench.rivals.VirtualThreads;
import java.util.concurrent.TimeUnit;

/// Jox's, which are the JDK's inside.
public final class JoxScopes implements Scopes {
    private static final long LIMIT = TimeUnit.SECONDS.toMillis(5);
    private static final Integer ITEM = 1;

    /// For [Scopes#load].
    public JoxScopes() {}

    @Override
    public int forkAndJoin(int times) {
        return VirtualThreads.call(
                () -> {
                    int[] ended = new int[1];
                    for (int i = 0; i < times; i++) {
                        com.softwaremill.jox.structured.Scopes.supervised(
                                scope -> scope.fork(() -> ended[0]++).join());
                    }
                    return ended[0];
                });
    }

    @Override
    public int takeInTime(int times) {
        Channel<Integer> channel = Channel.newBufferedChannel(1);
        return VirtualThreads.call(
                () -> {
                    int taken = 0;
                    for (int i = 0; i < times; i++) {
                        channel.send(ITEM);
                        taken += Race.timeout(LIMIT, channel::receive);
                    }
                    return taken;
                });
    }
}

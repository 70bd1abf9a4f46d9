package io.strait.transport.testing;

import io.netty.util.NetUtil;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connections that handlers are opening, in the order in which they began.
final class Dials {
    private final Scenario scenario;
    private final List<ScriptedChannel> dials = new ArrayList<>();
    private int lastPort;

    Dials(Scenario scenario) {
        this.scenario = scenario;
    }

    void add(ScriptedChannel channel) {
        scenario.trace(channel.peer(), "is called at " + channel.remoteAddress());
        dials.add(channel);
    }

    /// @param address null for whichever is the first
    Peer accept(@Nullable SocketAddress address) {
        ScriptedChannel channel = next(address);
        channel.connected(
                new InetSocketAddress(NetUtil.LOCALHOST4, Scenario.OUR_PORT + ++lastPort));
        scenario.trace(channel.peer(), "accepts");
        return channel.peer();
    }

    /// @param address null for whichever is the first
    void refuse(@Nullable SocketAddress address) {
        ScriptedChannel channel = next(address);
        scenario.trace(channel.peer(), "refuses");
        channel.refused(new ConnectException("connection refused: " + channel.remoteAddress()));
    }

    private ScriptedChannel next(@Nullable SocketAddress address) {
        String expected = "a connection to be opened" + (address == null ? "" : " to " + address);
        scenario.await(
                () -> find(address) != null, () -> true, () -> scenario.unmet(expected, null));
        ScriptedChannel found = find(address);
        if (found == null) throw new AssertionError(expected);
        dials.remove(found);
        return found;
    }

    private @Nullable ScriptedChannel find(@Nullable SocketAddress address) {
        dials.removeIf(channel -> !channel.isDialing());
        for (ScriptedChannel each : dials)
            if (address == null || address.equals(each.remoteAddress())) return each;
        return null;
    }
}

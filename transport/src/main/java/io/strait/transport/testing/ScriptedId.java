package io.strait.transport.testing;

import io.netty.channel.ChannelId;
import java.io.Serial;

/// The number of a channel in its scenario: the same in each run, so that traces can be compared.
///
/// @param number counts the scenario's channels
record ScriptedId(int number) implements ChannelId {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public String asShortText() {
        return Integer.toHexString(number);
    }

    @Override
    public String asLongText() {
        return "scripted-" + number;
    }

    @Override
    public int compareTo(ChannelId other) {
        if (other instanceof ScriptedId scripted) return Integer.compare(number, scripted.number);
        return asLongText().compareTo(other.asLongText());
    }
}

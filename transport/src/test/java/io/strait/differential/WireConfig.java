package io.strait.differential;

import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import java.util.Map;

/** With half-closure, if the channel has it. */
final class WireConfig extends DefaultChannelConfig {
    private final Wire wire;
    private boolean allowHalfClosure;

    WireConfig(Wire wire) {
        super(wire);
        this.wire = wire;
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(super.getOptions(), ChannelOption.ALLOW_HALF_CLOSURE);
    }

    @Override
    @SuppressWarnings("unchecked") // The option says of which type its value is.
    public <T> T getOption(ChannelOption<T> option) {
        if (option != ChannelOption.ALLOW_HALF_CLOSURE) return super.getOption(option);
        return wire.hasHalfClosure() ? (T) (Boolean) allowHalfClosure : null;
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (option != ChannelOption.ALLOW_HALF_CLOSURE) return super.setOption(option, value);
        if (!wire.hasHalfClosure()) return false;
        allowHalfClosure = (Boolean) value;
        return true;
    }
}

package io.strait.transport.testing;

import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import java.util.Map;

/// The options of a [ScriptedChannel]: those that every channel has, and half-closure.
final class ScriptedConfig extends DefaultChannelConfig {
    private final ScriptedChannel scripted;
    private boolean allowHalfClosure;

    ScriptedConfig(ScriptedChannel channel) {
        super(channel);
        this.scripted = channel;
    }

    boolean allowsHalfClosure() {
        return allowHalfClosure;
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(super.getOptions(), ChannelOption.ALLOW_HALF_CLOSURE);
    }

    @Override
    @SuppressWarnings("unchecked") // The option says of which type its value is.
    public <T> T getOption(ChannelOption<T> option) {
        if (option == ChannelOption.ALLOW_HALF_CLOSURE) return (T) (Boolean) allowHalfClosure;
        return super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (option != ChannelOption.ALLOW_HALF_CLOSURE) return super.setOption(option, value);
        validate(option, value);
        allowHalfClosure = (Boolean) value;
        return true;
    }

    @Override
    protected void autoReadCleared() {
        scripted.stopAsking();
    }
}

package io.strait.transport;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Knows one name, `service`, and its addresses. */
final class ScriptedResolver extends AddressResolverGroup<InetSocketAddress> {
    private final List<InetAddress> addresses;

    /** Addresses in numbers. */
    ScriptedResolver(String... addresses) {
        this.addresses = List.of(addresses).stream().map(ScriptedResolver::inNumbers).toList();
    }

    private static InetAddress inNumbers(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        InetNameResolver names =
                new InetNameResolver(executor) {
                    @Override
                    protected void doResolve(String name, Promise<InetAddress> promise) {
                        promise.setFailure(new AssertionError("only one was asked for"));
                    }

                    @Override
                    protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                        if (name.equals("service")) promise.setSuccess(addresses);
                        else promise.setFailure(new UnknownHostException(name));
                    }
                };
        return new InetSocketAddressResolver(executor, names);
    }
}

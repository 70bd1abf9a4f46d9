package io.strait.transport;

import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.strait.task.Offload;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The addresses that a name stands for, in the order in which they are tried.
final class Addresses {
    /*
     * The JDK's lookup blocks its thread in native code. On a virtual thread it would block the carrier, of which there are
     * as many as processors: two names whose servers don't answer could hold up all virtual threads of a small machine.
     * So the lookups have threads of their own. The task waits in an Offload, which leaves when it is cancelled.
     */
    private static final int LOOKUPS = 32;

    private static final Offload WAITING = new Offload(Integer.MAX_VALUE);

    private static final ThreadPoolExecutor THREADS = threads();

    private Addresses() {}

    private static ThreadPoolExecutor threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        LOOKUPS,
                        LOOKUPS,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("strait-lookup-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /// What the JDK knows. Suspends the calling task, unless the name is an address in numbers.
    ///
    /// @throws ExecutionException with what went wrong as the cause
    static List<InetSocketAddress> lookUp(InetSocketAddress name) throws ExecutionException {
        String host = name.getHostString();
        InetAddress[] found;
        try {
            found = isNumeric(host) ? InetAddress.getAllByName(host) : lookUpElsewhere(host);
        } catch (UnknownHostException unknown) { // an unknown scope, of an address in numbers
            throw new ExecutionException(unknown);
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetAddress each : found) addresses.add(new InetSocketAddress(each, name.getPort()));
        return addresses;
    }

    private static boolean isNumeric(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    private static InetAddress[] lookUpElsewhere(String host) throws ExecutionException {
        try {
            return WAITING.<InetAddress[], Exception>call(() -> lookUpOnAThread(host));
        } catch (ExecutionException failed) {
            throw failed;
        } catch (Exception interruptedByAStranger) {
            throw new ExecutionException(interruptedByAStranger);
        }
    }

    private static InetAddress[] lookUpOnAThread(String host) throws Exception {
        Future<InetAddress[]> lookup = THREADS.submit(() -> InetAddress.getAllByName(host));
        try {
            return lookup.get();
        } finally {
            lookup.cancel(true);
        }
    }

    /// What a resolver of Netty's says. Suspends the calling task.
    ///
    /// @throws ExecutionException with what went wrong as the cause
    static <A extends SocketAddress> List<A> ask(
            AddressResolverGroup<A> resolvers, EventLoop eventLoop, SocketAddress name)
            throws ExecutionException {
        AddressResolver<A> resolver = resolvers.getResolver(eventLoop);
        return NettyAwait.cancelling(resolver.resolveAll(name));
    }

    /// Has the two families take turns, as RFC 8305 wants it, so that one that doesn't work here
    /// costs one delay, not many. The first address stays the first.
    static <A extends SocketAddress> List<A> interleaved(List<A> addresses) {
        if (addresses.isEmpty()) return addresses;
        List<A> preferred = new ArrayList<>();
        List<A> others = new ArrayList<>();
        for (A each : addresses)
            (isOfFamily(each, addresses.getFirst()) ? preferred : others).add(each);
        List<A> all = new ArrayList<>();
        Iterator<A> other = others.iterator();
        for (A each : preferred) {
            all.add(each);
            if (other.hasNext()) all.add(other.next());
        }
        other.forEachRemaining(all::add);
        return all;
    }

    private static boolean isOfFamily(SocketAddress one, SocketAddress other) {
        return one instanceof InetSocketAddress a
                && other instanceof InetSocketAddress b
                && a.getAddress() != null
                && b.getAddress() != null
                && a.getAddress().getClass() == b.getAddress().getClass();
    }
}

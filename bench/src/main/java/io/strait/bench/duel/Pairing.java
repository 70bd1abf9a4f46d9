package io.strait.bench.duel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A contender's server and the load that is connected to it. Between its runs neither has anything
/// to do, so that all pairings of a workload can live at the same time.
final class Pairing implements AutoCloseable {
    private static final List<String> LOAD_JVM =
            List.of("-Xms128m", "-Xmx128m", "-XX:+UseSerialGC", "-XX:-MaxFDLimit");

    /* As many as it takes until a JVM has compiled what it runs once per connection. */
    private static final int PASSING = 15_000;
    private static final int PASSING_AT_ONCE = 100;

    private final Contender contender;
    private final Workload workload;
    private final Child server;
    private final Child load;
    private @Nullable Double heapBytesPerConnection;

    private Pairing(Contender contender, Workload workload, Child server, Child load) {
        this.contender = contender;
        this.workload = workload;
        this.server = server;
        this.load = load;
    }

    /// Starts both processes; they are not connected yet.
    ///
    /// @param program that of the contender in C
    /// @param jvm the options of the server's JVM
    static Pairing start(
            Contender contender,
            Workload workload,
            Resources resources,
            @Nullable Path program,
            List<String> jvm)
            throws IOException {
        Child server =
                Child.start(resources.server(serverCommand(contender, workload, program, jvm)));
        try {
            String port = server.expect("listening");
            List<String> command =
                    java(
                            LOAD_JVM,
                            Load.class,
                            port,
                            Long.toString(server.pid()),
                            Integer.toString(workload.messageBytes()),
                            Integer.toString(workload.burst()),
                            Boolean.toString(resources.loadSpins()));
            return new Pairing(contender, workload, server, Child.start(resources.load(command)));
        } catch (Throwable t) {
            server.close();
            throw t;
        }
    }

    static List<String> serverCommand(
            Contender contender, Workload workload, @Nullable Path program, List<String> jvm) {
        if (contender.factory().isEmpty()) {
            if (program == null) throw new IllegalArgumentException("not compiled: " + contender);
            return NativeServer.command(program, workload.protocol());
        }
        return java(
                jvm,
                Host.class,
                contender.toString(),
                workload.protocol().name(),
                Integer.toString(workload.messageBytes()));
    }

    private static List<String> java(List<String> jvm, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Connects, and runs without a result until the server has taken so much CPU time. Then
    /// thousands of connections come and go, and those that are measured come, as to a server that
    /// has been up for a while. The idle ones come last, so that what they add to the heap is
    /// theirs alone.
    ///
    /// @param early whether the connections of the warm-up are those to be measured: they were
    ///   opened by code that was not compiled yet, which stays on the stacks of coroutines and
    ///   virtual threads for as long as they live
    void warmUp(double cpuSeconds, boolean early) throws IOException {
        load.ask("busy " + workload.busy());
        load.ask("warm " + millis(cpuSeconds));
        if (!early) {
            load.ask("busy 0");
            for (int passed = 0; passed < PASSING; passed += PASSING_AT_ONCE) {
                load.ask("busy " + PASSING_AT_ONCE);
                load.ask("busy 0");
            }
            load.ask("busy " + workload.busy());
            load.ask("warm " + millis(cpuSeconds / 4));
        }
        if (workload.idle() == 0) return;
        boolean heap = contender.factory().isPresent();
        long before = heap ? heapInUse() : 0;
        load.ask("idle " + workload.idle());
        if (heap) heapBytesPerConnection = (double) (heapInUse() - before) / workload.idle();
    }

    /// @param settle how long it runs before it counts
    Slice measure(double settle, double seconds) throws IOException {
        String times = millis(settle) + " " + millis(seconds);
        Double rate = workload.rate();
        return Slice.ofLine(
                load.ask(rate == null ? "closed " + times : "open " + times + " " + rate));
    }

    private static long millis(double seconds) {
        return Math.round(seconds * 1000);
    }

    private long heapInUse() throws IOException {
        return Long.parseLong(server.ask("heap"));
    }

    /// The record of a run.
    Run run(int round, Slice slice, String note) throws IOException {
        long resident = Resources.residentBytes(server.pid());
        return Run.of(contender, workload, round, slice, heapBytesPerConnection, resident, note);
    }

    @Override
    public void close() throws IOException {
        try {
            load.close();
        } finally {
            server.close();
        }
    }
}

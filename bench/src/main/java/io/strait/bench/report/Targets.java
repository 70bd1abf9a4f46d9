package io.strait.bench.report;

import io.strait.bench.duel.Contender;
import io.strait.bench.duel.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What Strait is meant to cost.
final class Targets {
    private static final String TIMES = "×";

    private final MicroResults micro;
    private final DuelResults duel;
    private final List<Target> all = new ArrayList<>();

    private Targets(MicroResults micro, DuelResults duel) {
        this.micro = micro;
        this.duel = duel;
    }

    static List<Target> of(MicroResults micro, DuelResults duel) {
        Targets targets = new Targets(micro, duel);
        targets.coroutine();
        targets.tasks();
        targets.bridge();
        targets.pingPong();
        targets.lines();
        targets.peers();
        targets.idle();
        return List.copyOf(targets.all);
    }

    private void coroutine() {
        all.add(
                ofContinuation(
                                1.1,
                                "resume + suspend",
                                "SwitchBenchmark.coroutine",
                                "SwitchBenchmark.continuation")
                        .headline());
        all.add(
                Target.atMost(
                        6,
                        "ns",
                        "lock guard and scoped values, of resume + suspend",
                        MicroTables.guardOf(micro)));
        all.add(
                ofContinuation(
                        1.3,
                        "create + run",
                        "LifeBenchmark.coroutine",
                        "LifeBenchmark.continuation"));
        for (int depth : new int[] {0, 100}) {
            all.add(
                    ofContinuation(
                            1.2,
                            "bytes, parked at depth " + depth,
                            "ParkedBytesBenchmark.coroutine depth=" + depth,
                            "ParkedBytesBenchmark.continuation depth=" + depth));
        }
        all.add(
                Target.atMost(
                        20,
                        "ns a value",
                        "recursive preorder with prefetch(64)",
                        micro.get("PreorderBenchmark.prefetch64")));
    }

    private void tasks() {
        Series fork = micro.get("ForkBenchmark.task");
        all.add(
                Target.atLeast(
                        3,
                        TIMES,
                        "fork + join of an empty child: virtual threads in a `StructuredTaskScope` /"
                                + " task",
                        micro.get("ForkBenchmark.virtualThread").over(fork)));
        all.add(
                Target.atMost(
                        40,
                        "ns an item",
                        "mailbox of 64 between two tasks",
                        micro.get("MailboxBenchmark.buffered64")));
        all.add(
                ofMicro(
                        2.5,
                        "rendezvous of two tasks / resume + suspend",
                        "MailboxBenchmark.rendezvous",
                        "MailboxBenchmark.floor"));
        all.add(
                Target.atMost(
                        60,
                        "ns",
                        "deadline around a read that is ready: with it − without it",
                        micro.get("DeadlineBenchmark.connectionInTime")
                                .minus(micro.get("DeadlineBenchmark.connection"))));
        all.add(
                ofMicro(
                        1.2,
                        "sleep / a scheduled command of Netty's, and a resume + suspend",
                        "SleepBenchmark.task",
                        "SleepBenchmark.commandAndSwitch"));
        all.add(
                Target.atMost(
                        10,
                        "ns",
                        "await of a future that is done",
                        micro.get("AwaitBenchmark.task")));
        all.add(
                ofMicro(
                        1.5,
                        "bytes, parked at depth 0: task / coroutine",
                        "ParkedBytesBenchmark.task depth=0",
                        "ParkedBytesBenchmark.coroutine depth=0"));
    }

    private Target ofContinuation(double bound, String what, String mine, String other) {
        return ofMicro(bound, what + ": coroutine / bare continuation", mine, other);
    }

    private Target ofMicro(double bound, String what, String mine, String other) {
        return Target.atMost(bound, TIMES, what, micro.get(mine).over(micro.get(other)));
    }

    private void bridge() {
        all.add(
                ofMicro(
                                1.1,
                                "echo in one process, 1 message a read: coroutine / callback that"
                                        + " also resumes a bare continuation",
                                "EmbeddedEchoBenchmark.coroutine messages=1",
                                "EmbeddedEchoBenchmark.callbackAndSwitch messages=1")
                        .headline());
        all.add(
                ofMicro(
                                1.1,
                                "echo in one process, 16 messages a read: coroutine / callback",
                                "EmbeddedEchoBenchmark.coroutine messages=16",
                                "EmbeddedEchoBenchmark.callback messages=16")
                        .headline());
    }

    private void pingPong() {
        for (int connections : new int[] {100, 1000, 10_000}) {
            Contest contest = Contest.closed("ping-pong", connections);
            String where = ", " + contest.title() + ": Strait / callback handler";
            double cpu = connections == 100 ? 1.05 : 1.1;
            Series cost = ofNetty(contest, Run::cpuNanosPerMessage);
            Series throughput = ofNetty(contest, Run::throughput);
            Series p99 = ofNetty(contest, run -> (double) run.p99());
            all.add(Target.atMost(cpu, TIMES, "CPU per message" + where, cost).headline());
            all.add(Target.atLeast(0.95, TIMES, "throughput" + where, throughput));
            all.add(Target.atMost(1.15, TIMES, "p99 of the latency" + where, p99));
        }
    }

    private void lines() {
        for (Contest contest : duel.contests()) {
            if (!contest.workload().equals("lines") || !contest.isClosed()) continue;
            String what = "throughput, " + contest.title() + ": Strait / callback handler that ";
            Series each = ratio(contest, Run::throughput, Contender.NETTY_FLUSH_EACH);
            Series once = ofNetty(contest, Run::throughput);
            all.add(Target.atLeast(2, TIMES, what + "flushes each line", each).headline());
            all.add(Target.atLeast(0.95, TIMES, what + "flushes once per read", once).headline());
        }
    }

    private void peers() {
        peer(1.5, Contender.NETTY_VIRTUAL_THREAD);
        peer(1.15, Contender.VIRTUAL_THREAD);
        peer(1.5, Contender.VERTX);
    }

    private void peer(double bound, Contender peer) {
        Contest contest = Contest.closed("ping-pong", 1000);
        String what = "CPU per message, %s: %s / Strait".formatted(contest.title(), peer.title());
        Function<Run, @Nullable Double> cpu = Run::cpuNanosPerMessage;
        Series theirs = duel.get(contest, peer, cpu);
        Series ratio = theirs.over(duel.get(contest, Contender.STRAIT, cpu));
        all.add(Target.atLeast(bound, TIMES, what, ratio).headline());
    }

    private void idle() {
        Function<Run, @Nullable Double> heap = Run::heapBytesPerConnection;
        for (Contest contest : duel.contests()) {
            String what =
                    "heap of an idle connection, %s: Strait − callback handler"
                            .formatted(contest.title());
            Series more =
                    duel.get(contest, Contender.STRAIT, heap)
                            .minus(duel.get(contest, Contender.NETTY, heap));
            if (!more.isEmpty()) all.add(Target.atMost(1024, "bytes", what, more).headline());
        }
    }

    private Series ofNetty(Contest contest, Function<Run, @Nullable Double> figure) {
        return ratio(contest, figure, Contender.NETTY);
    }

    private Series ratio(Contest contest, Function<Run, @Nullable Double> figure, Contender other) {
        return duel.get(contest, Contender.STRAIT, figure).over(duel.get(contest, other, figure));
    }
}

package io.strait.bench.report;

/// What tasks cost, beside what one would take instead of them.
final class TaskTable {
    private static final String NONE = "";

    private final MicroResults micro;
    private final Table table =
            Table.of("", "floor", "task", "virtual threads", "Jox", "Kotlin coroutines");

    TaskTable(MicroResults micro) {
        this.micro = micro;
        row(
                "fork + join of an empty child, in a scope of its own, ns",
                "ForkBenchmark",
                NONE,
                "task",
                "virtualThread",
                "jox",
                "kotlin");
        row(
                "the same, in a scope that stays open, or in none, ns",
                "ForkBenchmark",
                NONE,
                "taskOpen",
                "virtualThreadOpen",
                NONE,
                "kotlinOpen");
        row(
                "queue of 64, ns an item",
                "MailboxBenchmark",
                NONE,
                "buffered64",
                "virtualThread64",
                "jox64",
                "kotlin64");
        row(
                "rendezvous, ns an item (floor: resume + suspend)",
                "MailboxBenchmark",
                "floor",
                "rendezvous",
                "virtualThreadRendezvous",
                "joxRendezvous",
                "kotlinRendezvous");
        row(
                "put, and take with a limit around, ns (floor: without the limit)",
                "DeadlineBenchmark",
                "task",
                "taskInTime",
                "virtualThreadInTime",
                "joxInTime",
                "kotlinInTime");
        row(
                "read of a connection with a limit around, ns (floor: without the limit)",
                "DeadlineBenchmark",
                "connection",
                "connectionInTime",
                NONE,
                NONE,
                NONE);
        row(
                "sleep, ns (floor: a scheduled command of Netty's, and a resume + suspend)",
                "SleepBenchmark",
                "commandAndSwitch",
                "task",
                NONE,
                NONE,
                NONE);
        row(
                "await of a future that is done, ns (floor: its `get`)",
                "AwaitBenchmark",
                "floor",
                "task",
                NONE,
                NONE,
                "kotlin");
        parked(0);
        parked(100);
    }

    private void parked(int depth) {
        String param = " depth=" + depth;
        row(
                "parked at depth " + depth + ", bytes (floor: a coroutine)",
                "ParkedBytesBenchmark",
                "coroutine" + param,
                "task" + param,
                NONE,
                NONE,
                NONE);
        row(
                "the same, waiting for an item of a queue, bytes",
                "ParkedBytesBenchmark",
                NONE,
                "taskAtQueue" + param,
                "virtualThreadAtQueue" + param,
                NONE,
                "kotlinAtQueue" + param);
    }

    /// Whether there is any of it.
    boolean isMeasured() {
        return table.hasRows();
    }

    @Override
    public String toString() {
        return table.toString();
    }

    /* With the methods of the benchmark in the order of the columns. */
    private void row(
            String title,
            String benchmark,
            String floor,
            String task,
            String virtualThread,
            String jox,
            String kotlin) {
        Series ours = micro.get(benchmark + "." + task);
        if (ours.isEmpty()) return;
        table.row(
                title,
                beside(ours, benchmark, floor),
                Format.spread(ours),
                beside(ours, benchmark, virtualThread),
                beside(ours, benchmark, jox),
                beside(ours, benchmark, kotlin));
    }

    private String beside(Series ours, String benchmark, String method) {
        Series figure = micro.get(benchmark + "." + method);
        if (figure.isEmpty()) return "–";
        return Format.median(figure)
                + " ["
                + Format.number(figure.over(ours).spread().median())
                + "]";
    }
}

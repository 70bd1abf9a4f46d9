package io.strait.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The tables of what JMH measured.
final class MicroTables {
    private static final String FASTEST = "the same, of the fastest iterations";

    private final MicroResults micro;

    MicroTables(MicroResults micro) {
        this.micro = micro;
    }

    /// Continuation and coroutine below the coroutines of C and C++, which were measured elsewhere.
    String besideC() throws IOException {
        return elsewhere()
                + row(
                        "**bare continuation, here**",
                        "continuation",
                        "Continuation",
                        "PreorderBenchmark.continuation")
                + row(
                        "**Strait's coroutine, here**",
                        "coroutine",
                        "Coroutine",
                        "PreorderBenchmark.generator")
                + "| **the same with prefetch(64)** | | | | | "
                + Format.median(micro.get("PreorderBenchmark.prefetch64"))
                + " | |\n";
    }

    private static String elsewhere() throws IOException {
        try (InputStream table = MicroTables.class.getResourceAsStream("elsewhere.md")) {
            return new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String row(String title, String name, String capitalized, String preorder) {
        return "| "
                + String.join(
                        " | ",
                        title,
                        median("LifeBenchmark." + name),
                        median("SwitchBenchmark." + name),
                        depths("DepthBenchmark.parked" + capitalized),
                        depths("DepthBenchmark.unwinding" + capitalized),
                        median(preorder),
                        bytes("ParkedBytesBenchmark." + name))
                + " |\n";
    }

    private String median(String name) {
        return Format.median(micro.get(name));
    }

    private String depths(String name) {
        return Stream.of(10, 100, 1000)
                .map(depth -> median(name + " depth=" + depth))
                .collect(Collectors.joining(" / "));
    }

    private String bytes(String name) {
        return median(name + " depth=0") + " / " + median(name + " depth=100");
    }

    /// Each figure with its spread and as a ratio to the bare continuation's.
    String coroutines() {
        Table table =
                Table.of(
                        "",
                        "empty",
                        "bare continuation",
                        "coroutine",
                        "coroutine / continuation",
                        FASTEST);
        figure(table, "resume + suspend, ns", "SwitchBenchmark", "", "continuation", "coroutine");
        guard(table);
        figure(table, "create + run, ns", "LifeBenchmark", "", "continuation", "coroutine");
        for (int depth : new int[] {10, 100, 1000}) {
            String param = " depth=" + depth;
            figure(
                    table,
                    "parked at depth " + depth + ", ns",
                    "DepthBenchmark",
                    param,
                    "parkedContinuation",
                    "parkedCoroutine");
            figure(
                    table,
                    "unwinding and descending " + depth + ", ns",
                    "DepthBenchmark",
                    param,
                    "unwindingContinuation",
                    "unwindingCoroutine");
        }
        figure(table, "preorder, ns a value", "PreorderBenchmark", "", "continuation", "generator");
        figure(
                table,
                "preorder with prefetch(64), ns a value",
                "PreorderBenchmark",
                "",
                "continuation",
                "prefetch64");
        figure(
                table,
                "a million parked, bytes each",
                "ParkedBytesBenchmark",
                " depth=0",
                "continuation",
                "coroutine");
        figure(
                table,
                "parked at depth 100, bytes each",
                "ParkedBytesBenchmark",
                " depth=100",
                "continuation",
                "coroutine");
        return table.toString();
    }

    /* The figure of which Targets has the aim. */
    private void guard(Table table) {
        Series cost = guardOf(micro);
        if (!cost.isEmpty())
            table.row(
                    "of that lock guard and scoped values, ns",
                    "–",
                    "–",
                    Format.spread(cost),
                    "–",
                    "–");
    }

    /// What lock guard and scoped values add to a resume and a suspension, in nanoseconds.
    static Series guardOf(MicroResults micro) {
        return micro.get("GuardBenchmark.guard");
    }

    private void figure(
            Table table,
            String title,
            String benchmark,
            String param,
            String bare,
            String coroutine) {
        Series floor = micro.get(benchmark + "." + bare + param);
        Series mine = micro.get(benchmark + "." + coroutine + param);
        if (mine.isEmpty()) return;
        table.row(
                title,
                Format.median(micro.get(benchmark + ".empty" + param)),
                Format.spread(floor),
                Format.spread(mine),
                Format.spread(mine.over(floor)),
                fastest(benchmark + "." + coroutine + param, benchmark + "." + bare + param));
    }

    private String fastest(String mine, String floor) {
        OptionalDouble ratio = micro.fastest(mine, floor);
        return ratio.isPresent() ? Format.number(ratio.getAsDouble()) : "–";
    }

    /// What a handler costs as a callback and as a coroutine.
    String bridge() {
        Table table =
                Table.of("ns", "empty", "callback", "coroutine", "coroutine / callback", FASTEST);
        for (int messages : new int[] {1, 16}) {
            String param = " messages=" + messages;
            String batch = messages == 1 ? "1 message" : messages + " messages";
            bridge(
                    table,
                    "echo, `EmbeddedChannel`, " + batch + " a read",
                    "EmbeddedEchoBenchmark",
                    param,
                    "coroutine");
            figure(
                    table,
                    "the same, the callback resumes a bare continuation too",
                    "EmbeddedEchoBenchmark",
                    param,
                    "callbackAndSwitch",
                    "coroutine");
            bridge(
                    table,
                    "echo, `LocalChannel`, " + batch + " a read",
                    "LocalEchoBenchmark",
                    param,
                    "coroutine");
        }
        for (int lines : new int[] {1, 16}) {
            String param = " lines=" + lines;
            String batch = lines == 1 ? "1 line" : lines + " lines";
            bridge(
                    table,
                    batch + " a read, both behind `LineBasedFrameDecoder`",
                    "LinesBenchmark",
                    param,
                    "coroutine");
            bridge(
                    table,
                    batch + " a read, the coroutine parses straight",
                    "LinesBenchmark",
                    param,
                    "straight");
        }
        for (String transport : new String[] {"KQUEUE", "EPOLL", "NIO"}) {
            for (int connections : new int[] {1, 64}) {
                bridge(
                        table,
                        "echo over sockets, %s, %d connection%s"
                                .formatted(transport, connections, connections == 1 ? "" : "s"),
                        "SocketEchoBenchmark",
                        " connections=" + connections + " transport=" + transport,
                        "coroutine");
            }
        }
        return table.toString();
    }

    private void bridge(
            Table table, String title, String benchmark, String param, String coroutine) {
        figure(table, title, benchmark, param, "callback", coroutine);
    }
}

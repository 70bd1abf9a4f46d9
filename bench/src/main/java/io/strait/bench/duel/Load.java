package io.strait.bench.duel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// The process of the load. It answers each of these lines with a line, and ends when its input
/// does:
///
/// * `busy COUNT`, `idle COUNT`: opens so many connections; `busy 0` closes the busy ones
/// * `warm CPU`: runs until the server has taken so many milliseconds of CPU time
/// * `closed SETTLE LENGTH`, `open SETTLE LENGTH RATE`: measures, with times in milliseconds, and
///   answers with a [Slice]
final class Load {
    private Load() {}

    /// Loads until its input ends.
    ///
    /// @param args the server's port and process, the bytes of a message, messages in a burst,
    ///   whether it may spin
    public static void main(String[] args) throws IOException {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        ProcessCpu cpu = new ProcessCpu(Long.parseLong(args[1]));
        int bytes = Integer.parseInt(args[2]);
        int burst = Integer.parseInt(args[3]);
        boolean spinning = Boolean.parseBoolean(args[4]);
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Clients clients = new Clients(server, bytes, burst, cpu::nanos, spinning)) {
            for (String command; (command = commands.readLine()) != null; ) {
                System.out.println(answer(clients, command.split(" ", -1)));
            }
        }
    }

    private static String answer(Clients clients, String[] command) throws IOException {
        int first = Integer.parseInt(command[1]);
        return switch (command[0]) {
            case "busy" -> {
                if (first == 0) clients.disconnectBusy();
                else clients.connectBusy(first);
                yield "connected";
            }
            case "idle" -> {
                clients.connectIdle(first);
                yield "connected";
            }
            case "warm" -> {
                clients.warmUp(nanos(first));
                yield "warm";
            }
            case "closed" -> clients.closed(nanos(first), nanos(length(command))).toLine();
            case "open" -> {
                double rate = Double.parseDouble(command[3]);
                yield clients.open(nanos(first), nanos(length(command)), rate).toLine();
            }
            default -> throw new IOException("what is '" + command[0] + "'?");
        };
    }

    private static int length(String[] command) {
        return Integer.parseInt(command[2]);
    }

    private static long nanos(int millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}

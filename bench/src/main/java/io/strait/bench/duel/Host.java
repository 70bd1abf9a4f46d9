package io.strait.bench.duel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// The process of a contender's server. It says `listening PORT`, answers each line `heap` with the
/// bytes of heap that are in use after a collection, and ends when its input does.
final class Host {
    /* What a first collection hands to cleaners and reference queues, a later one frees. */
    private static final int COLLECTIONS = 3;

    private Host() {}

    /// Serves until its input ends.
    ///
    /// @param args contender, protocol, bytes of a message
    public static void main(String[] args) throws Exception {
        Contender contender = Contender.of(args[0]);
        Server server =
                contender
                        .factory()
                        .orElseThrow()
                        .start(Protocol.valueOf(args[1]), Integer.parseInt(args[2]));
        System.out.println("listening " + server.port());
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command; (command = commands.readLine()) != null; ) {
            if (!command.equals("heap")) throw new IOException("what is '" + command + "'?");
            System.out.println(heapInUse());
        }
        System.exit(0); // whatever threads are left
    }

    private static long heapInUse() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(
                    50); // for the reference handler; too short a sleep only shows in the figure
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

package io.strait.bench;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What lock guard and scoped values add to a resume and a suspension. They are a few nanoseconds,
/// and two JVMs differ by more, so both sides run in one: two copies of Strait in two class
/// loaders, of which one may look into the JVM's threads, as usual, and the other may not. They
/// take turns. The figure is the counter, the median of the turns' differences.
@BenchmarkMode(Mode.SingleShotTime)
@Fork(
        value = 3,
        // Instead of those of the JVM that starts this one, and of Measured: they might give to all
        // the class path what one copy alone is to have.
        jvmArgs = "--enable-native-access=ALL-UNNAMED",
        jvmArgsAppend = {
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-XX:+AlwaysPreTouch",
            "-Xms1g",
            "-Xmx1g"
        })
public class GuardBenchmark extends Measured {
    private static final String INTERNALS = "jdk.internal.misc";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int TURNS = 31;
    private static final int RESUMES = 20_000;

    private @Nullable IntConsumer guarded;
    private @Nullable IntConsumer unguarded;

    /// The figure.
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Cost {
        /// By how much a resume and a suspension take longer.
        public double nanosMore;
    }

    /// Loads the two copies.
    ///
    /// @throws IOException if the class path can't be read
    /// @throws ReflectiveOperationException if a copy can't be made
    @Setup
    public void load() throws IOException, ReflectiveOperationException {
        IntConsumer looking = copy(true);
        if (!refusesLocks(looking)) throw new IllegalStateException("the guard doesn't look");
        guarded = looking;
        unguarded = copy(false);
    }

    /// One measurement.
    ///
    /// @param cost takes the figure
    @Benchmark
    public void guard(Cost cost) {
        IntConsumer with = Objects.requireNonNull(guarded);
        IntConsumer without = Objects.requireNonNull(unguarded);
        double[] more = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            // Who comes second may find a warmer processor: each of them does, in turn.
            boolean guardedFirst = turn % 2 == 0;
            long first = nanos(guardedFirst ? with : without);
            long second = nanos(guardedFirst ? without : with);
            more[turn] = (double) (guardedFirst ? first - second : second - first) / RESUMES;
        }
        Arrays.sort(more);
        cost.nanosMore = more[TURNS / 2];
    }

    private static long nanos(IntConsumer copy) {
        long before = THREADS.getCurrentThreadCpuTime();
        copy.accept(RESUMES);
        return THREADS.getCurrentThreadCpuTime() - before;
    }

    private static IntConsumer copy(boolean guard)
            throws IOException, ReflectiveOperationException {
        List<URL> urls = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1))
            urls.add(Path.of(path).toUri().toURL());
        // Never closed: the copy may load classes as long as it lives.
        @SuppressWarnings("resource")
        URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        if (guard) export(loader.getUnnamedModule());
        if (Object.class.getModule().isExported(INTERNALS, loader.getUnnamedModule()) != guard)
            throw new IllegalStateException(INTERNALS + " must be exported to one copy alone");
        Constructor<?> resumes = loader.loadClass(Resumes.class.getName()).getDeclaredConstructor();
        resumes.setAccessible(true);
        return (IntConsumer) resumes.newInstance();
    }

    /* What --add-exports does for all of the class path. */
    private static void export(Module module) throws ReflectiveOperationException {
        Method export =
                Module.class.getDeclaredMethod("implAddExports", String.class, Module.class);
        export.setAccessible(true);
        export.invoke(Object.class.getModule(), INTERNALS, module);
    }

    private synchronized boolean refusesLocks(IntConsumer copy) {
        try {
            copy.accept(1);
            return false;
        } catch (IllegalStateException refusal) {
            return true;
        }
    }
}

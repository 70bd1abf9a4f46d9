package io.strait.bench;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/// Starts [Bench] if this JVM can, and says what to do if it can't: this one class is compiled for
/// older ones too.
public final class Start {
    private static final int JDK = 25;

    private Start() {}

    /// Hands on to [Bench].
    ///
    /// @param args those of `Bench`
    /// @throws ReflectiveOperationException if the jar is incomplete
    public static void main(String[] args) throws ReflectiveOperationException {
        if (Runtime.version().feature() < JDK) {
            System.err.println(
                    "benchmarks: this needs a JDK "
                            + JDK
                            + ", and "
                            + System.getProperty("java.home")
                            + " is a "
                            + Runtime.version()
                            + ". Start it with another java, or let Maven find one: mvn -q package"
                            + " -Pbench -Dbench.command="
                            + Arrays.stream(args).findFirst().orElse("quick"));
            System.exit(2);
        }
        try {
            Class.forName("io.strait.bench.Bench")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) throw error;
            throw e;
        }
    }
}

package io.strait.echo;

/// Where the jar starts. It is compiled for Java 8, so that an older JVM can say what is missing,
/// where that of [Main] would only fail to load it.
public final class Launcher {
    private static final int NEEDED = 25;

    private Launcher() {}

    /// Starts [Main], if this JVM can.
    ///
    /// @param args its options
    /// @throws ReflectiveOperationException never
    public static void main(String[] args) throws ReflectiveOperationException {
        String version = System.getProperty("java.specification.version");
        if (major(version) < NEEDED) {
            System.err.println(
                    "strait-echo: needs JDK "
                            + NEEDED
                            + ", and this is Java "
                            + version
                            + " ("
                            + System.getProperty("java.home")
                            + "); start it with the java of a JDK "
                            + NEEDED);
            System.exit(1);
        }
        // Not by its name in the code: the compiler for Java 8 can't read it.
        Class.forName("io.strait.echo.Main")
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
    }

    /* 1.8, 9, 17, 25 */
    private static int major(String version) {
        return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
    }
}

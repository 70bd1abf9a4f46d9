package io.strait.coroutine;

/// Whether this JVM lets Strait use the internals of the JDK, which it does not by default. Strait
/// can't do without `jdk.internal.vm`: missing, the JDK would say so with an `IllegalAccessError`
/// from deep inside, at the first connection; this class says it first, and says what to do.
/// Without the rest it works, but guards less: see [LockGuard].
final class ContinuationAccess {
    private static final String CONTINUATIONS = "jdk.internal.vm";
    private static final String THREADS = "jdk.internal.misc";
    private static final String NONE =
            """
            Strait runs on the JDK's own continuations, and this JVM has none. Start it without -XX:-VMContinuations, if that \
            is among its options; else take a JDK 25 whose virtual threads are not threads of the operating system: HotSpot \
            on x86-64 or AArch64, for instance Eclipse Temurin.""";
    private static final Module MODULE = ContinuationAccess.class.getModule();
    private static final boolean TO_CONTINUATIONS = isExported(CONTINUATIONS);
    private static final boolean AVAILABLE = TO_CONTINUATIONS && hasContinuations();
    private static final boolean TO_THREADS = isExported(THREADS);

    private ContinuationAccess() {}

    private static boolean isExported(String name) {
        return Object.class.getModule().isExported(name, MODULE);
    }

    /* Not each JVM can have them, and -XX:-VMContinuations takes them away. Then the class can't be initialized. */
    private static boolean hasContinuations() {
        try {
            Class.forName(CONTINUATIONS + ".Continuation");
            return true;
        } catch (ClassNotFoundException | LinkageError none) {
            return false;
        }
    }

    static boolean isAvailable() {
        return AVAILABLE;
    }

    /// Whether [VmThread] and [VmContinuation] may be used.
    static boolean toThreads() {
        return TO_THREADS;
    }

    static void ensure() {
        if (AVAILABLE) return;
        throw new IllegalStateException(TO_CONTINUATIONS ? NONE : instruction(MODULE));
    }

    static String instruction(Module module) {
        String options =
                export(CONTINUATIONS, module)
                        + " "
                        + export(THREADS, module)
                        + " "
                        + nativeAccess(module);
        return """
                Strait runs on the JDK's own continuations, and this JVM was started without access to them. Add to
                  java:           %s
                  Maven Surefire: <argLine>%s</argLine>
                  Gradle:         tasks.withType(Test) { jvmArgs('%s') }  (and applicationDefaultJvmArgs)
                  a jar started by java -jar, in its manifest:
                                  Add-Exports: java.base/%s java.base/%s
                                  Enable-Native-Access: ALL-UNNAMED
                Only the first is needed to run; the others guard against what can crash the JVM: locks held across a suspension, too little stack."""
                .formatted(options, options, options.replace(" ", "', '"), CONTINUATIONS, THREADS);
    }

    /// The options that this JVM lacks for [VmThread] to know of locks, scoped values and stacks;
    /// empty if it has them.
    static String missingForThreads() {
        String restricted = MODULE.isNativeAccessEnabled() ? "" : nativeAccess(MODULE);
        return TO_THREADS ? restricted : (export(THREADS, MODULE) + " " + restricted).strip();
    }

    private static String export(String name, Module module) {
        return "--add-exports=java.base/" + name + "=" + target(module);
    }

    private static String nativeAccess(Module module) {
        return "--enable-native-access=" + target(module);
    }

    private static String target(Module module) {
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }
}

package io.strait.coroutine;

/// Whether this JVM lets Strait use the internals of the JDK, which it does not by default. Strait
/// can't do without `jdk.internal.vm`: missing, the JDK would say so with an `IllegalAccessError`
/// from deep inside, at the first connection; this class says it first, and says what to do.
/// Without the rest it works, but guards less: see [LockGuard].
final class ContinuationAccess {
    private static final String CONTINUATIONS = "jdk.internal.vm";
    private static final String THREADS = "jdk.internal.misc";
    private static final Module MODULE = ContinuationAccess.class.getModule();
    private static final boolean TO_CONTINUATIONS = isExported(CONTINUATIONS);
    private static final boolean TO_THREADS = isExported(THREADS);

    private ContinuationAccess() {}

    private static boolean isExported(String name) {
        return Object.class.getModule().isExported(name, MODULE);
    }

    static boolean isAvailable() {
        return TO_CONTINUATIONS;
    }

    /// Whether [VmThread] may be used.
    static boolean toThreads() {
        return TO_THREADS;
    }

    static void ensure() {
        if (!TO_CONTINUATIONS) throw new IllegalStateException(instruction(MODULE));
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
                Only the first is needed to run; the others guard against locks held across a suspension."""
                .formatted(options, options, options.replace(" ", "', '"), CONTINUATIONS, THREADS);
    }

    /// The options that this JVM lacks for [VmThread] to know of locks and scoped values; empty if
    /// it has them.
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

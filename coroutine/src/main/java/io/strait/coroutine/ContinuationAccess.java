package io.strait.coroutine;

/// Whether this JVM lets Strait use `jdk.internal.vm`, which it does not by default. Missing, the
/// JDK would say so with an `IllegalAccessError` from deep inside, at the first connection; this
/// class says it first, and says what to do.
final class ContinuationAccess {
    private static final String PACKAGE = "jdk.internal.vm";
    private static final boolean EXPORTED =
            Object.class.getModule().isExported(PACKAGE, ContinuationAccess.class.getModule());

    private ContinuationAccess() {}

    static boolean isAvailable() {
        return EXPORTED;
    }

    static void ensure() {
        if (!EXPORTED)
            throw new IllegalStateException(instruction(ContinuationAccess.class.getModule()));
    }

    static String instruction(Module module) {
        String target = module.isNamed() ? module.getName() : "ALL-UNNAMED";
        String option = "--add-exports java.base/" + PACKAGE + "=" + target;
        return """
                Strait runs on the JDK's own continuations, and this JVM was started without access to them. Add to
                  java:           %s
                  Maven Surefire: <argLine>%s</argLine>
                  Gradle:         tasks.withType(Test) { jvmArgs('%s') }  (and applicationDefaultJvmArgs)
                  a jar started by java -jar, in its manifest:  Add-Exports: java.base/%s"""
                .formatted(option, option, option.replace(' ', '='), PACKAGE);
    }
}

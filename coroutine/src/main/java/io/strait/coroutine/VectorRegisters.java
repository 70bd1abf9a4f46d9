package io.strait.coroutine;

/// The processor's vector registers, which compiled Java code may leave in a state that makes the
/// JVM's own code slow.
final class VectorRegisters {
    /*
     * On x86, code that writes the upper part of a vector register has to clear it (vzeroupper) before older code runs,
     * whose instructions keep that part, and so have to wait for it. What HotSpot compiles does so, but not where it clears
     * the memory of a new object with AVX-512. The next switch of a continuation, which is C++ code of the older kind, then
     * takes three times as long. HotSpot's routine for copying arrays ends with that instruction, so to copy
     * a single element is the way to have it executed.
     */
    private static final boolean HAVE_UPPER_PART =
            switch (System.getProperty("os.arch", "")) {
                case "amd64", "x86_64" -> true;
                default -> false;
            };

    private static final byte[] FROM = new byte[64];
    private static final byte[] TO = new byte[64];

    /* No constant to the compiler, which would make a copy of its own of it, without that instruction. */
    @SuppressWarnings("FieldCanBeFinal")
    private static int one = 1;

    private VectorRegisters() {}

    /// Lets the next call into the JVM run at full speed. Takes some 3 ns.
    static void clearUpperPart() {
        if (HAVE_UPPER_PART) System.arraycopy(FROM, 0, TO, 0, one);
    }
}

package io.strait.bench.rivals;

/// Scopes of virtual threads.
///
/// What implements it is found by its name. So the rest of the benchmarks can be compiled, and run,
/// without preview. A call of one of its methods does the work a thousand times over, and costs
/// little beside that.
public interface Scopes {
    /// Opens a scope, forks a thread in it that does nothing, and waits for it; again and again.
    ///
    /// @param times how often
    /// @return how many of them have run
    int forkAndJoin(int times);

    /// Puts an item into a queue and takes it out again, in a scope with a limit of five seconds.
    ///
    /// @param times how often
    /// @return how many items were taken
    int takeInTime(int times);

    /// Loads those of the package `preview`. Needs a JVM with `--enable-preview`.
    ///
    /// @param name the class
    /// @return the scopes
    static Scopes load(String name) {
        String qualified = Scopes.class.getPackageName() + ".preview." + name;
        try {
            return Class.forName(qualified)
                    .asSubclass(Scopes.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot load " + qualified, e);
        }
    }
}

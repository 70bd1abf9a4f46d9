package io.strait.coroutine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/// Refuses to resume or suspend a coroutine while its thread holds a lock, before any harm is done.
///
/// The system property `io.strait.lockGuard` says how thoroughly it looks:
///
/// * `off`: not at all.
/// * `fast`, unless it is set: for `synchronized`, in a nanosecond. It doesn't see inflated
///   monitors: those that another thread has waited for, that were waited on or entered again with
///   another one in between, and of more than seven at once the oldest.
/// * `full`, for tests and debugging: for every monitor, and for the `ReentrantLock`s (and all else
///   that has an owner) that the coroutine took. It stops the JVM and walks its heap each time. In
///   a virtual thread it sees no more than `fast`.
final class LockGuard {
    /*
     * The rule is the same for resume and suspend, and simple: no monitor is held on this thread, whoever took
     * it. A suspension puts aside not only the coroutine's locks but all of the thread's, those of its resumer
     * and of the resumer's callers too, so "taken since the coroutine was mounted" would refuse too little. And
     * since no coroutine is mounted with a monitor held, or unmounted with one, every monitor that is held at
     * a suspension was taken by code that is about to be suspended, or by the coroutine that this code is in.
     *
     * A resume is refused although its coroutine may never suspend: whether it does is known only when
     * it is too late.
     *
     * java.util.concurrent's locks are different. They belong to the thread, wherever its stack goes, so to
     * resume with one held harms nobody; Netty's event loops hold one for life. Only those are refused
     * that were taken since the code of the coroutine to be suspended went on: since it was resumed, or, if it had
     * suspended one that it runs in, since that one was.
     */
    private enum Level {
        OFF,
        FAST,
        FULL
    }

    private static final String PROPERTY = "io.strait.lockGuard";
    private static final boolean FAST;
    private static final boolean FULL;

    /* Whether exceptions can say which lock it is. */
    private static final boolean MANAGEMENT =
            ModuleLayer.boot().findModule("java.management").isPresent();

    /* At the level `full`: the owned locks that the thread held when the coroutine's code went on last. */
    private static final Map<Coroutine<?, ?>, Set<String>> HELD_BEFORE =
            Collections.synchronizedMap(new WeakHashMap<>());

    static {
        Level level = level();
        FULL = level == Level.FULL && MANAGEMENT;
        FAST =
                level != Level.OFF
                        && ContinuationAccess.toThreads()
                        && VmThread.keepsLocksOnItsLockStack();
        if (level == Level.FULL && !FULL)
            log("-D" + PROPERTY + "=full needs the module java.management; fast is taken");
        String unguarded = unguarded(level);
        if (!unguarded.isEmpty()) log(unguarded);
    }

    private LockGuard() {}

    private static Level level() {
        String level = System.getProperty(PROPERTY, "fast");
        return switch (level.toLowerCase(Locale.ROOT)) {
            case "off" -> Level.OFF;
            case "fast" -> Level.FAST;
            case "full" -> Level.FULL;
            default -> {
                log("-D" + PROPERTY + " is off, fast or full; " + level + " is taken as fast");
                yield Level.FAST;
            }
        };
    }

    private static String unguarded(Level level) {
        List<String> what = new ArrayList<>();
        if (level != Level.OFF && !FAST && !FULL)
            what.add("locks held across a suspension are not noticed");
        if (!Stack.SCOPED_VALUES) what.add("scoped values leak from one coroutine to another");
        if (!OwnThreadLocals.areAvailable())
            what.add("the tasks of a thread share its thread locals");
        if (!Stack.STACK_KNOWN) what.add("a resume where the stack ends can crash it");
        if (what.isEmpty()) return "";
        String missing = ContinuationAccess.missingForThreads();
        return "In this JVM "
                + String.join(", ", what)
                + (missing.isEmpty()
                        ? ": it doesn't keep them where Strait could look"
                        : ": start it with " + missing);
    }

    private static void log(String warning) {
        System.getLogger("io.strait.coroutine").log(System.Logger.Level.WARNING, warning);
    }

    /// Throws if `coroutine` must not be resumed (or cancelled) here.
    static void beforeResume(String operation, Coroutine<?, ?> coroutine, Thread current) {
        if (FAST && VmThread.holdsLock(current)) throw refusal(operation, coroutine, current);
        if (FULL) {
            HeldLocks held = HeldLocks.of(current);
            refuse(operation, coroutine, held.monitors());
            HELD_BEFORE.put(coroutine, Set.copyOf(held.owned()));
        }
    }

    /// Notes that `inner`, which had suspended `outer` around it, goes on: `outer` was resumed.
    static void goesOn(Coroutine<?, ?> inner, Coroutine<?, ?> outer) {
        if (FULL) HELD_BEFORE.put(inner, HELD_BEFORE.getOrDefault(outer, Set.of()));
    }

    /// Whether it is certain that `owner` is the current thread and that [#beforeSuspend] would not
    /// throw.
    static boolean allows(Thread owner) {
        return FAST && !FULL && VmThread.isUnlocked(owner);
    }

    /// Throws if the code of a coroutine that runs on the current thread must not be suspended
    /// here.
    static void ensureUnlocked(Thread current) {
        if (allows(current)) return;
        Coroutine<?, ?> coroutine = Coroutine.current();
        if (coroutine != null) beforeSuspend(coroutine, current);
    }

    /// Throws if `coroutine`, in which the current code runs, must not be suspended here.
    static void beforeSuspend(Coroutine<?, ?> coroutine, Thread current) {
        if (FAST && VmThread.holdsLock(current)) throw refusal("suspend", coroutine, current);
        if (FULL) {
            HeldLocks held = HeldLocks.of(current);
            refuse("suspend", coroutine, held.monitors());
            Set<String> taken = new HashSet<>(held.owned());
            taken.removeAll(HELD_BEFORE.getOrDefault(coroutine, Set.of()));
            refuse("suspend", coroutine, List.copyOf(taken));
        }
    }

    private static void refuse(String operation, Coroutine<?, ?> coroutine, List<String> locks) {
        if (!locks.isEmpty())
            throw new LockHeldException(operation, coroutine, String.join(", ", locks));
    }

    private static LockHeldException refusal(
            String operation, Coroutine<?, ?> coroutine, Thread current) {
        List<String> monitors = MANAGEMENT ? HeldLocks.monitorsOf(current) : List.of();
        return new LockHeldException(
                operation,
                coroutine,
                monitors.isEmpty() ? "a monitor" : String.join(", ", monitors));
    }
}

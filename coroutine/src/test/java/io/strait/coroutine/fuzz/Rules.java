package io.strait.coroutine.fuzz;

import io.strait.coroutine.JvmMode;

/// What this JVM makes of locks that are held across a suspension.
///
/// @param guarded whoever is inside `synchronized` can't resume or suspend; else a coroutine that
///   is inside is pinned, and that is all
/// @param full locks that were taken since the resume forbid to suspend, too
record Rules(boolean guarded, boolean full) {
    static Rules ofThisJvm(Program program) {
        String level = System.getProperty("io.strait.lockGuard", "fast");
        if (level.equals("off")) throw new IllegalStateException("the model knows no such JVM");
        // What a virtual thread holds the JVM doesn't tell.
        boolean full = level.equals("full") && !program.virtual();
        return new Rules(JvmMode.hasFastLocks() || full, full);
    }
}

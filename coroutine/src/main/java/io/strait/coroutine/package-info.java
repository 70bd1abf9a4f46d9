/// Stackful, asymmetric coroutines on the JVM: [io.strait.coroutine.Coroutine] is Lua's model, and
/// [io.strait.coroutine.Generator] turns straight-line, also recursive, code into an `Iterable`.
@NullMarked
package io.strait.coroutine;

import org.jspecify.annotations.NullMarked;

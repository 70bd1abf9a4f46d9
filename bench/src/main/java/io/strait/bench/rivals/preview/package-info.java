/// Those rivals that need `StructuredTaskScope`, which is a preview in this JDK: only a JVM with
/// `--enable-preview` can load these classes. [io.strait.bench.rivals.Scopes#load] does it.
@NullMarked
package io.strait.bench.rivals.preview;

import org.jspecify.annotations.NullMarked;

/// The page that says what was measured, generated from the raw results.
@NullMarked
package io.strait.bench.report;

import org.jspecify.annotations.NullMarked;

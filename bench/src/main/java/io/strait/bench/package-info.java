/// What Strait costs, beside what it is made of and what it replaces.
@NullMarked
package io.strait.bench;

import org.jspecify.annotations.NullMarked;

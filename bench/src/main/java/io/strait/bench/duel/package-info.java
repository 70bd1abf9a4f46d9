/// The same echo from several hands, over real sockets: each contender a server process of its own,
/// one load process for all of them, measured in turns. [io.strait.bench.duel.Duel] is the command.
@NullMarked
package io.strait.bench.duel;

import org.jspecify.annotations.NullMarked;

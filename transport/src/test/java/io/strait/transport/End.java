package io.strait.transport;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The end of a connection that is put to the test: of what it goes over, the one that connected or
 * accepted.
 */
record End(Medium medium, Role role) {
    enum Role {
        SERVER,
        CLIENT
    }

    /** Each end of each medium; of those that `strait.medium` names, and `strait.rounds` times. */
    static Stream<End> all() {
        String medium = System.getProperty("strait.medium", ".*");
        return IntStream.range(0, Integer.getInteger("strait.rounds", 1))
                .boxed()
                .flatMap(round -> once())
                .filter(end -> end.medium.toString().matches(medium));
    }

    private static Stream<End> once() {
        return Arrays.stream(Medium.values())
                .flatMap(
                        medium ->
                                Arrays.stream(Role.values())
                                        .filter(
                                                role ->
                                                        medium != Medium.EMBEDDED
                                                                || role == Role.SERVER)
                                        .map(role -> new End(medium, role)));
    }

    boolean isServer() {
        return role == Role.SERVER;
    }

    @Override
    public String toString() {
        return medium + (medium == Medium.EMBEDDED ? "" : isServer() ? ", server" : ", client");
    }
}

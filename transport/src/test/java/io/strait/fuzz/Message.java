package io.strait.fuzz;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;

/** Something that has to be released once. */
final class Message extends AbstractReferenceCounted {
    private final String name;

    /** Somebody has got it. */
    boolean taken;

    Message(String name) {
        this.name = name;
    }

    @Override
    protected void deallocate() {}

    @Override
    public ReferenceCounted touch(Object hint) {
        return this;
    }

    @Override
    public String toString() {
        return name;
    }
}

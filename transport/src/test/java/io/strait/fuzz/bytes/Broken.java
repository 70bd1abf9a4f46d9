package io.strait.fuzz.bytes;

import io.netty.buffer.ByteBuf;
import io.strait.fuzz.bytes.Read.Guard;
import io.strait.fuzz.bytes.Read.Kind;
import io.strait.transport.Bytes;
import io.strait.transport.Connection;
import io.strait.transport.TooLongException;
import java.io.EOFException;

/** The real thing with something wrong around it, which has to be found. */
enum Broken implements Tested {
    /** A line may be longer by one. */
    GENEROUS(Kind.LINE) {
        @Override
        String broken(Read read, Bytes bytes, Connection<ByteBuf> connection) throws Exception {
            Read longer = new Read(read.kind(), read.number() + 1, "", Guard.NONE);
            return BYTES.perform(longer, bytes, connection);
        }
    },
    /** That a line is too long is found out once more has come than has to. */
    LATE(Kind.LINE) {
        @Override
        String broken(Read read, Bytes bytes, Connection<ByteBuf> connection) throws Exception {
            try {
                return BYTES.perform(read, bytes, connection);
            } catch (TooLongException early) {
                ByteBuf more = bytes.peek(read.number() + 3);
                if (more != null) more.release();
                throw early;
            }
        }
    },
    /** A CR alone ends a line. */
    LONE_CR(Kind.TEXT_LINE) {
        @Override
        String broken(Read read, Bytes bytes, Connection<ByteBuf> connection) throws Exception {
            String line = BYTES.perform(read, bytes, connection);
            return line.endsWith("r'") ? line.substring(0, line.length() - 2) + "'" : line;
        }
    },
    /** The end in the middle of something is an end as any other. */
    SLOPPY(Kind.FULLY) {
        @Override
        String broken(Read read, Bytes bytes, Connection<ByteBuf> connection) throws Exception {
            try {
                return BYTES.perform(read, bytes, connection);
            } catch (EOFException inside) {
                return "null";
            }
        }
    },
    /** What is given up has taken something. */
    LOSSY(Kind.EXACTLY) {
        @Override
        String broken(Read read, Bytes bytes, Connection<ByteBuf> connection) throws Exception {
            if (read.number() < 2) return BYTES.perform(read, bytes, connection);
            ByteBuf first = bytes.readExactly(1);
            try {
                ByteBuf rest = bytes.readExactly(read.number() - 1);
                bytes.unread(rest);
                bytes.unread(first.retain());
                return BYTES.perform(read, bytes, connection);
            } finally {
                first.release();
            }
        }
    },
    /** What was looked at is gone. */
    GREEDY(Kind.PEEK) {
        @Override
        String broken(Read read, Bytes bytes, Connection<ByteBuf> connection) throws Exception {
            return BYTES.perform(
                    new Read(Kind.FULLY, read.number(), "", Guard.NONE), bytes, connection);
        }
    },
    /** What was skipped isn't. */
    FORGETFUL(Kind.SKIP_UNTIL) {
        @Override
        String broken(Read read, Bytes bytes, Connection<ByteBuf> connection) throws Exception {
            String found = BYTES.perform(read, bytes, connection);
            if (found.equals("true")) bytes.unread(bytesOf(read, connection));
            return found;
        }

        private static ByteBuf bytesOf(Read read, Connection<ByteBuf> connection) {
            return connection.channel().alloc().buffer().writeBytes(read.bytes());
        }
    };

    private final Kind kind;

    Broken(Kind kind) {
        this.kind = kind;
    }

    abstract String broken(Read read, Bytes bytes, Connection<ByteBuf> connection) throws Exception;

    @Override
    public String perform(Read read, Bytes bytes, Connection<ByteBuf> connection) throws Exception {
        return read.kind() == kind
                ? broken(read, bytes, connection)
                : BYTES.perform(read, bytes, connection);
    }
}

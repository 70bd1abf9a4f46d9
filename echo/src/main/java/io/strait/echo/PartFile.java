package io.strait.echo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that is being written, under a name of its own until it is complete. All of its methods
/// block.
final class PartFile implements AutoCloseable {
    private final Path target;
    private final boolean replaces;
    private final Path part;
    private final FileChannel file;

    /// Opens it.
    ///
    /// @param target what it is to be called at the end
    /// @param replaces whether there may be one of that name, which is then replaced
    PartFile(Path target, boolean replaces) throws IOException {
        this.target = target;
        this.replaces = replaces;
        if (!replaces && Files.exists(target, LinkOption.NOFOLLOW_LINKS))
            throw new FileAlreadyExistsException(target.toString());
        // The process is part of the name: another one may fetch the same.
        part =
                target.resolveSibling(
                        target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        file = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        part.toFile().deleteOnExit(); // Ctrl-C
    }

    void write(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) file.write(data);
    }

    /// Closes it, and gives it its name: it is complete.
    void finish() throws IOException {
        file.close();
        if (replaces) Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        else Files.move(part, target);
    }

    /// Closes it; one that isn't complete is deleted.
    @Override
    public void close() throws IOException {
        file.close();
        Files.deleteIfExists(part);
    }

    /// A failure in words.
    static String reason(FileSystemException failure) {
        String why =
                switch (failure) {
                    case FileAlreadyExistsException exists -> "exists already; --force replaces it";
                    case NoSuchFileException missing -> "no such directory";
                    default -> String.valueOf(failure.getReason());
                };
        // If there are two, it is the file that could not get its name.
        String other = failure.getOtherFile();
        return (other == null ? failure.getFile() : other) + ": " + why;
    }
}

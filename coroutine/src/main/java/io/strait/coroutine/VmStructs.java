package io.strait.coroutine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/// The layout of HotSpot's own C++ objects, which each build of it publishes for its debuggers in
/// exported variables of its library: the table `gHotSpotVMStructs`, and how to read it. So no
/// offset is ever guessed.
@SuppressWarnings("restricted") // Asked for only where native access is given.
final class VmStructs {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private VmStructs() {}

    /// Where in their objects those of `fields` are that this JVM publishes; none if it publishes
    /// no table that this class understands. It may be called only with native access.
    ///
    /// @param fields as `Type::name`
    static Map<String, Long> offsets(Set<String> fields) {
        Map<String, Long> offsets = new HashMap<>();
        Path library = // loaded already: this opens it a second time, and loads nothing
                Path.of(System.getProperty("java.home"), "lib", "server")
                        .resolve(System.mapLibraryName("jvm"));
        if (!Files.exists(library)) return offsets;
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup symbols = SymbolLookup.libraryLookup(library, arena);
            long stride = variable(symbols, "gHotSpotVMStructEntryArrayStride");
            long typeName = variable(symbols, "gHotSpotVMStructEntryTypeNameOffset");
            long fieldName = variable(symbols, "gHotSpotVMStructEntryFieldNameOffset");
            long offset = variable(symbols, "gHotSpotVMStructEntryOffsetOffset");
            for (long entry = variable(symbols, "gHotSpotVMStructs"); ; entry += stride) {
                if (word(entry + typeName) == 0) return offsets; // the table's end
                String field = string(entry + typeName) + "::" + string(entry + fieldName);
                if (fields.contains(field)) offsets.put(field, word(entry + offset));
            }
        } catch (IllegalArgumentException | NoSuchElementException noSuchLibraryOrVariable) {
            return Map.of();
        }
    }

    private static long variable(SymbolLookup symbols, String name) {
        return word(symbols.find(name).orElseThrow().address());
    }

    private static long word(long address) {
        return MEMORY.get(ValueLayout.JAVA_LONG, address);
    }

    private static String string(long pointer) {
        return MEMORY.getString(word(pointer));
    }
}

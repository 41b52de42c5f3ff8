package dev.bnc.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The smallest shared object that the system's loader takes for a library of a given name: one without functions.
///
/// The presets are linked to CUDA's runtime library, `libcudart`, of which bnc calls nothing. With an empty one in its
/// place, a machine that has a driver needs nothing else to run compiled kernels. Layout of the file: System V ABI, "Object
/// Files" and "Dynamic Linking".
final class EmptyLibrary {
    private static final int HEADER = 64;
    private static final int SEGMENT = 56;
    private static final int SYMBOL = 24;
    private static final int HASH = 16;

    private EmptyLibrary() {}

    /// The file's bytes.
    ///
    /// @param machine the processor, as `e_machine` has it
    static byte[] build(String name, short machine) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int dynamic = HEADER + 3 * SEGMENT;
        long[][] entries = new long[6][];
        int symbols = dynamic + 16 * entries.length;
        int hash = symbols + SYMBOL;
        int strings = hash + HASH;
        int end = strings + text.length + 2;
        entries[0] = new long[] {14, 1}; // DT_SONAME, in the strings
        entries[1] = new long[] {4, hash}; // DT_HASH
        entries[2] = new long[] {5, strings}; // DT_STRTAB
        entries[3] = new long[] {6, symbols}; // DT_SYMTAB
        entries[4] = new long[] {10, text.length + 2L}; // DT_STRSZ
        entries[5] = new long[] {0, 0}; // DT_NULL

        ByteBuffer file = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
        header(file, machine);
        segment(file, 1, 0, end, 0x10000); // PT_LOAD
        segment(file, 2, dynamic, 16L * entries.length, 8); // PT_DYNAMIC
        segment(file, 0x6474e551, 0, 0, 16); // PT_GNU_STACK: not executable
        for (long[] entry : entries) {
            file.putLong(entry[0]).putLong(entry[1]);
        }
        file.put(new byte[SYMBOL]); // the null symbol
        file.putInt(1).putInt(1).putInt(0).putInt(0); // one bucket, one symbol
        file.put((byte) 0).put(text).put((byte) 0);
        return file.array();
    }

    private static void header(ByteBuffer file, short machine) {
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0); // 64 bits, little-endian
        file.putShort((short) 3).putShort(machine).putInt(1); // ET_DYN
        file.putLong(0).putLong(HEADER).putLong(0).putInt(0); // entry, segments, sections, flags
        file.putShort((short) HEADER).putShort((short) SEGMENT).putShort((short) 3);
        file.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    }

    private static void segment(ByteBuffer file, int type, long place, long size, long alignment) {
        file.putInt(type).putInt(6); // readable and writable
        file.putLong(place).putLong(place).putLong(place).putLong(size).putLong(size).putLong(alignment);
    }
}

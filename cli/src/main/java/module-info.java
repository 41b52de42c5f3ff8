/// The `bnc` command line: parsing and printing only.
module dev.bnc.cli {
    requires static org.jspecify;
    requires dev.bnc.compiler;
    requires dev.bnc.datasets;
    requires info.picocli;
    requires java.desktop; // a picture to rehearse with
    requires java.management; // when the process began
    requires jdk.unsupported; // sun.misc.Signal, for Ctrl-C

    uses dev.bnc.compiler.Device;

    opens dev.bnc.cli to
            info.picocli;
}

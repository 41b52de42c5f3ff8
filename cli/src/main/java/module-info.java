/// The `bnc` command line: parsing and printing only.
module dev.bnc.cli {
    requires static org.jspecify;
    requires dev.bnc.compiler;
    requires dev.bnc.datasets;
    requires info.picocli;

    opens dev.bnc.cli to
            info.picocli;
}

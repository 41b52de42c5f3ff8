/// The `bnc` command line: parsing and printing only.
module dev.bnc.cli {
    requires dev.bnc.compiler;
    requires info.picocli;

    opens dev.bnc.cli to info.picocli;
}

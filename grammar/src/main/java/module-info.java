/// The ANTLR grammar of `.net` files: syntax only.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // ANTLR 4.13 names its module in the manifest only.
module dev.bnc.grammar {
    requires transitive org.antlr.antlr4.runtime;

    exports dev.bnc.grammar;
}

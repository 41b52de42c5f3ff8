/// The ANTLR grammar of `.net` files: syntax only.
@SuppressWarnings({
    "requires-automatic", // ANTLR 4.13 has a module name only in its manifest, which javac warns of.
    "requires-transitive-automatic"
})
module dev.bnc.grammar {
    requires transitive org.antlr.antlr4.runtime;

    exports dev.bnc.grammar;
}

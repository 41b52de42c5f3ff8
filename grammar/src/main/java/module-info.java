/// The ANTLR grammar of `.net` files: syntax only.
module dev.bnc.grammar {
    requires transitive org.antlr.antlr4.runtime;

    exports dev.bnc.grammar;
}

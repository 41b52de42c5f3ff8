/// What a compiled program needs when it runs. Depends on the JDK only.
module dev.bnc.runtime {
    requires static org.jspecify;
    // Reads pictures; needed only where there are some.
    requires static java.desktop;
    requires transitive jdk.incubator.vector;

    exports dev.bnc.runtime.artifact;
    exports dev.bnc.runtime.data;
    exports dev.bnc.runtime.embed;
    exports dev.bnc.runtime.kernel;
    exports dev.bnc.runtime.program;
    exports dev.bnc.runtime.train;
}

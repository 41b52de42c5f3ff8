/// From `.net` text to a compiled program.
@SuppressWarnings("requires-automatic") // protobuf has a module name only in its manifest, which javac warns of
module dev.bnc.compiler {
    requires static org.jspecify;
    requires dev.bnc.grammar;
    requires transitive dev.bnc.runtime;
    requires com.google.protobuf;
    requires org.objectweb.asm;

    exports dev.bnc.compiler;
    exports dev.bnc.compiler.artifact;
    exports dev.bnc.compiler.autodiff;
    exports dev.bnc.compiler.emit.cuda;
    exports dev.bnc.compiler.emit.cuda.kernel;
    exports dev.bnc.compiler.emit.cuda.launch;
    exports dev.bnc.compiler.emit.cuda.library;
    exports dev.bnc.compiler.emit.jvm;
    exports dev.bnc.compiler.elaborate;
    exports dev.bnc.compiler.fusion;
    exports dev.bnc.compiler.graph;
    exports dev.bnc.compiler.graph.op;
    exports dev.bnc.compiler.jar;
    exports dev.bnc.compiler.measure;
    exports dev.bnc.compiler.model;
    exports dev.bnc.compiler.onnx;
    exports dev.bnc.compiler.page;
    exports dev.bnc.compiler.pass;
    exports dev.bnc.compiler.plan;
    exports dev.bnc.compiler.reference;
    exports dev.bnc.compiler.shipping;
    exports dev.bnc.compiler.syntax;
}

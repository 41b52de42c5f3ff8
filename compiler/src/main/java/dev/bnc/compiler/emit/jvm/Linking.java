package dev.bnc.compiler.emit.jvm;

import org.objectweb.asm.Type;

/// How emitted classes come into being, and how their code gets at objects that are made before it runs.
///
/// [HiddenClasses] are for programs that run at once, [NamedClasses] for those that go into a file.
interface Linking {
    /// Name for a class to emit.
    Type name(String wanted);

    /// For the code of a class that is being written.
    Constants constants(ClassCode owner);

    /// An instance of an emitted class.
    ///
    /// @param arguments of its only constructor
    <T> T instance(EmittedClass emitted, Class<T> as, Object... arguments);

    /// The loops that programs linked this way share.
    FusedLoops loops(VectorWidth width);

    /// The micro-kernels that programs linked this way share.
    MicroKernels kernels(VectorWidth width);

    /// Objects that the code of one class refers to: shapes, matrix products, kernels. They are constants to HotSpot.
    interface Constants {
        /// The object, as a value of a type that emitted code can see. Equal objects are kept once.
        ///
        /// @param object if it is a [Made], what was made
        Expression constant(Object object, Class<?> as);

        /// The class, to which nothing is added any more.
        EmittedClass finish();
    }
}

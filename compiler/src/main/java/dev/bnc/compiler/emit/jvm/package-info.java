/// Java bytecode from plans.
///
/// Entry type: [JvmBackend]. One emitter a kind of step: [ElementwiseEmitter], [MatrixEmitter], [CopyEmitter],
/// [CallEmitter]; [ProgramEmitter] puts what they write into one class. [Lanes] is arithmetic on one float or a
/// vector of them, [MethodCode] and [Expression] are bytecode without its chores. Knows nothing of graphs but the
/// operators' attributes, and reads only the plan.
@NullMarked
package dev.bnc.compiler.emit.jvm;

import org.jspecify.annotations.NullMarked;

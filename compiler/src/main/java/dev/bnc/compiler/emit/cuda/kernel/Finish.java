package dev.bnc.compiler.emit.cuda.kernel;

import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Operand;
import java.util.List;

/// What becomes of a product's elements once they are summed up.
sealed interface Finish {
    Multiply product();

    /// What is written of the plan.
    List<Operand> writes();

    /// Declares what does it, and the parameters it needs.
    EpilogueCode declare(KernelText text);

    /// They go through the product's epilogue and are stored.
    record Stored(Multiply product) implements Finish {
        @Override
        public List<Operand> writes() {
            return product.writes();
        }

        @Override
        public EpilogueCode declare(KernelText text) {
            return EpilogueCode.declare(text, product);
        }
    }

    /// A loop over them is done to them; they are not stored. The product has no epilogue.
    record Update(Multiply product, Elementwise update) implements Finish {
        @Override
        public List<Operand> writes() {
            return update.writes();
        }

        @Override
        public EpilogueCode declare(KernelText text) {
            return EpilogueCode.updating(text, product, update);
        }
    }
}

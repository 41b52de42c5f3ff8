package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Which kernels are chosen, and why.
class KernelProviderTest {
    @Test
    void takesVectorsWhereTheyCanBeRead() {
        assertThat(KernelProvider.choose("", true)).isEqualTo(KernelProvider.Choice.VECTOR);
        assertThat(KernelProvider.choose("", false)).isEqualTo(KernelProvider.Choice.SCALAR);
    }

    @Test
    void doesAsToldByTheProperty() {
        assertThat(KernelProvider.choose("scalar", true)).isEqualTo(KernelProvider.Choice.SCALAR);
        assertThat(KernelProvider.choose("vector", false)).isEqualTo(KernelProvider.Choice.VECTOR);
        assertThatThrownBy(() -> KernelProvider.choose("fast", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("system property bnc.kernels is 'fast'; it can be scalar or vector");
    }

    @Test
    void givesTheKernelsOfAChoice() {
        assertThat(KernelProvider.kernels(KernelProvider.Choice.SCALAR)).isExactlyInstanceOf(ScalarKernels.class);
        assertThat(KernelProvider.kernels(KernelProvider.Choice.VECTOR)).isExactlyInstanceOf(VectorKernels.class);
        assertThat(KernelProvider.kernels()).isSameAs(KernelProvider.kernels());
    }
}

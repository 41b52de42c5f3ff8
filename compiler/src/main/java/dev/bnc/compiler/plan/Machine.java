package dev.bnc.compiler.plan;

/// What a plan is made for.
enum Machine {
    /// The JVM's vector kernels: right factors of products are packed into panels, filters transformed.
    JVM,
    /// Kernels of a device, which read right factors where they lie, and bring their own workspaces.
    DEVICE
}

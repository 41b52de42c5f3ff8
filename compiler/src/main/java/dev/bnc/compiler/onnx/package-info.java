/// Trained models as ONNX files, and what checks such a file in ONNX Runtime.
///
/// Entry types: [OnnxTranslation], which translates a model, [OnnxModel], which writes itself, and [OnnxVerification].
/// Knows graphs and weights; no plans, no memory.
@NullMarked
package dev.bnc.compiler.onnx;

import org.jspecify.annotations.NullMarked;

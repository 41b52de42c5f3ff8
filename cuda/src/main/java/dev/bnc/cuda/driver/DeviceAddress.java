package dev.bnc.cuda.driver;

import org.bytedeco.javacpp.Pointer;

/// An address on the GPU, as functions of libraries take it. Nothing is there on the CPU.
final class DeviceAddress extends Pointer {
    DeviceAddress(long value) {
        address = value;
    }
}

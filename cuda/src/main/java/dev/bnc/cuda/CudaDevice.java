package dev.bnc.cuda;

import dev.bnc.compiler.Device;
import dev.bnc.compiler.DeviceSettings;
import dev.bnc.cuda.driver.Places;
import java.util.SequencedMap;

/// An NVIDIA GPU. Nothing native is touched before [#findings()] or [#open(DeviceSettings)].
public final class CudaDevice implements Device {
    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public SequencedMap<String, String> findings() {
        return Findings.of(Places.standard());
    }

    @Override
    public Opened open(DeviceSettings settings) {
        return CudaBackend.open(Places.standard(), settings);
    }
}

package dev.bnc.cli;

import dev.bnc.compiler.Device;
import dev.bnc.compiler.DeviceSettings;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.program.DeviceException.Problem;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// The devices beside the CPU that this bnc can use. They are looked for when they are asked for, so that whatever is wrong with
/// one concerns nobody else.
final class Devices {
    private Devices() {}

    /// Takes hold of a device.
    ///
    /// @throws DeviceException if that does not work
    static Device.Opened open(String name, DeviceSettings settings) {
        try {
            return find(name)
                    .orElseThrow(() -> new DeviceException(
                            Problem.NO_LIBRARY,
                            "--device " + name + ": this bnc was built without its module",
                            "leave --device out to use the cpu"))
                    .open(settings);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new DeviceException(
                    Problem.NO_LIBRARY,
                    "--device " + name + ": its classes do not load: " + reason(e),
                    "build bnc anew, or leave --device out to use the cpu");
        }
    }

    /// What was found of a device on this machine.
    static SequencedMap<String, String> findings(String name) {
        var findings = new LinkedHashMap<String, String>();
        try {
            find(name).ifPresentOrElse(
                    device -> findings.putAll(device.findings()),
                    () -> findings.put("gpu", "not used: this bnc was built without the module " + name));
        } catch (ServiceConfigurationError | LinkageError e) {
            findings.put("gpu", "not used: the classes of " + name + " do not load: " + reason(e));
        }
        return findings;
    }

    private static Optional<Device> find(String name) {
        return ServiceLoader.load(Device.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(device -> device.name().equals(name))
                .findFirst();
    }

    private static String reason(Error e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}

package dev.bnc.cuda.driver;

/// How JavaCPP is to behave; it reads these properties when its first class is initialized. What the user sets stays.
final class PresetSettings {
    private PresetSettings() {}

    static void apply(Places places) {
        // Where it unpacks its libraries, instead of ~/.javacpp.
        setUnlessGiven(
                "org.bytedeco.javacpp.cachedir",
                places.cache().resolve("javacpp").toString());
        // It counts the whole process's memory, pinned and mapped pages too, and would refuse to allocate.
        setUnlessGiven("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        setUnlessGiven("org.bytedeco.javacpp.maxBytes", "0");
        // All native memory is freed where it is no longer needed; no thread has to look for what is left.
        setUnlessGiven("org.bytedeco.javacpp.nopointergc", "true");
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}

package dev.bnc.compiler.elaborate;

/// The name of a net without a header: that of its file, made a name.
final class NetName {
    private static final String SUFFIX = ".net";

    private NetName() {}

    /// `nets/my-net.net` is `my_net`.
    static String ofFile(String path) {
        String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        String bare = last.endsWith(SUFFIX) ? last.substring(0, last.length() - SUFFIX.length()) : last;
        String name = bare.replaceAll("[^A-Za-z0-9_]", "_");
        if (name.isEmpty()) {
            return "net";
        }
        return Character.isDigit(name.charAt(0)) ? "net_" + name : name;
    }
}

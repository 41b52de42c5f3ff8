/// Where examples come from: known data sets, a bundled subset of MNIST, folders of pictures and tables.
module dev.bnc.datasets {
    requires static org.jspecify;
    requires transitive dev.bnc.runtime;
    requires java.desktop;
    requires java.net.http;

    exports dev.bnc.datasets;
}

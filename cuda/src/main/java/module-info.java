/// Runs launch plans on an NVIDIA GPU, through the JavaCPP presets of CUDA. Nothing needs this module: the command line
/// finds it as a service.
module dev.bnc.cuda {
    requires static org.jspecify;
    requires dev.bnc.compiler;
    requires org.bytedeco.cuda;

    provides dev.bnc.compiler.Device with
            dev.bnc.cuda.CudaDevice;
}

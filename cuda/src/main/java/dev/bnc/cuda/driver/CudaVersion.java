package dev.bnc.cuda.driver;

/// A version of CUDA.
public record CudaVersion(int major, int minor) implements Comparable<CudaVersion> {
    /// From the number that CUDA's functions return: 13000 is 13.0.
    static CudaVersion of(int number) {
        return new CudaVersion(number / 1000, number % 1000 / 10);
    }

    @Override
    public int compareTo(CudaVersion other) {
        return major == other.major ? Integer.compare(minor, other.minor) : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}

package dev.bnc.datasets;

/// One file of a known data set, unpacked.
///
/// @param size in bytes
/// @param sha256 in lower-case hexadecimal
public record KnownFile(String name, long size, String sha256) {}

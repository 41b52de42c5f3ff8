package dev.bnc.compiler.pass;

import java.time.Duration;
import java.util.List;

/// What became of one run of one pass.
public record PassReport(String pass, Duration time, int nodesBefore, int nodesAfter, List<Remark> remarks) {
    public PassReport {
        remarks = List.copyOf(remarks);
    }
}

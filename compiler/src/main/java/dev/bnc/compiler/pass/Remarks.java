package dev.bnc.compiler.pass;

import dev.bnc.compiler.graph.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Collects the remarks of one run of one pass.
public final class Remarks {
    private final String pass;
    private final List<Remark> remarks = new ArrayList<>();

    /// An empty collection for the pass of that name.
    public Remarks(String pass) {
        this.pass = pass;
    }

    /// Something was rewritten.
    public void applied(Origin where, String text) {
        remarks.add(new Remark(Remark.Kind.APPLIED, pass, where, text, Optional.empty()));
    }

    /// Something was left as it was, for the reason given.
    public void missed(Origin where, String text) {
        remarks.add(new Remark(Remark.Kind.MISSED, pass, where, text, Optional.empty()));
    }

    /// Something was rewritten, which can be explained.
    public void applied(Origin where, String text, Finding finding) {
        remarks.add(new Remark(Remark.Kind.APPLIED, pass, where, text, Optional.of(finding)));
    }

    /// Something was left as it was, which can be explained.
    public void missed(Origin where, String text, Finding finding) {
        remarks.add(new Remark(Remark.Kind.MISSED, pass, where, text, Optional.of(finding)));
    }

    /// All remarks so far, in order.
    public List<Remark> list() {
        return List.copyOf(remarks);
    }
}

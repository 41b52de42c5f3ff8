package dev.bnc.compiler.shipping;

import dev.bnc.compiler.fusion.Agreement;
import dev.bnc.compiler.fusion.FusionCertificate;
import dev.bnc.compiler.graph.Origin;
import dev.bnc.runtime.artifact.Json;
import java.util.List;
import java.util.function.Function;

/// A fusion certificate as it stands in `fusion.json` of a model.
public final class CertificateJson {
    private CertificateJson() {}

    /// The certificate; of places only the file's name is kept.
    public static Json.Obj of(FusionCertificate certificate) {
        return new Json.Obj()
                .with("rewrites", list(certificate.rewrites(), CertificateJson::rewrite))
                .with("kept", list(certificate.kept(), CertificateJson::kept))
                .with("agreement", agreement(certificate.agreement()));
    }

    private static Json rewrite(FusionCertificate.Rewrite rewrite) {
        return placed(rewrite.layer())
                .with("rule", rewrite.rule())
                .with("code", rewrite.code())
                .with("into", list(rewrite.into(), origin -> new Json.Text(origin.layer())))
                .with("text", rewrite.text());
    }

    private static Json kept(FusionCertificate.Kept kept) {
        return placed(kept.layer()).with("code", kept.code()).with("reason", kept.reason());
    }

    private static Json.Obj placed(Origin origin) {
        Origin place = new Origin("", origin.file(), origin.line(), origin.column()).withoutFolder();
        return new Json.Obj().with("layer", origin.layer()).with("at", place.toString());
    }

    private static Json agreement(Agreement agreement) {
        Json.Obj measured = new Json.Obj().with("seeds", list(agreement.seeds(), s -> new Json.Num(Long.toString(s))));
        if (agreement.exact().isPresent()) {
            measured = measured.with("float64", agreement.exact().getAsDouble())
                    .with("float64_seeds", agreement.exactSeeds());
        }
        return measured.with("float32", agreement.program());
    }

    private static <T> Json list(List<T> values, Function<T, Json> json) {
        return new Json.Arr(values.stream().map(json).toList());
    }
}

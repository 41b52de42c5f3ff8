package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.graph.Graph;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.Probe;
import dev.bnc.compiler.model.Study;
import dev.bnc.compiler.model.Training;
import dev.bnc.compiler.syntax.Diagnostic;
import dev.bnc.compiler.syntax.DiagnosticCode;
import dev.bnc.compiler.syntax.Entry;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.NetParser;
import dev.bnc.compiler.syntax.Parameter;
import dev.bnc.compiler.syntax.ParseResult;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.compiler.syntax.Statement;
import java.util.List;
import java.util.Optional;

/// Turns the text of a `.net` file into a [Model].
///
/// ```java
/// Elaboration result = Elaborator.elaborate(SourceFile.read(path), ElaborationOptions.NONE, SourceLoader.files());
/// result.diagnostics().forEach(d -> ...);
/// Model model = result.model().orElseThrow();
/// ```
public final class Elaborator {
    private final NetFile file;
    private final Problems problems;
    private final Scope top;
    private final Overrides overrides;

    private Elaborator(NetFile file, Problems problems, Scope top, Overrides overrides) {
        this.file = file;
        this.problems = problems;
        this.top = top;
        this.overrides = overrides;
    }

    /// Elaborates one file. All errors that can be found are found in one go.
    public static Elaboration elaborate(SourceFile source, ElaborationOptions options, SourceLoader loader) {
        var problems = new Problems();
        ParseResult parsed = NetParser.parse(source);
        parsed.diagnostics().forEach(problems::add);
        NetFile file = parsed.ast();
        var commandLine = new CommandLineSettings(problems);
        Overrides overrides = new VariantReader(file, problems).overrides(options.variant(), commandLine.read(options.set()));
        Scope top = new Uses(loader, problems).scopeOf(file);
        Optional<Model> model = new Elaborator(file, problems, top, overrides).model(options);
        List<Diagnostic> found = problems.all().stream()
                .filter(d -> !follows(d, file))
                .map(commandLine::asTyped)
                .toList();
        boolean failed = found.stream().anyMatch(Diagnostic::isError);
        return new Elaboration(failed ? Optional.empty() : model.map(m -> asTyped(m, commandLine)), found);
    }

    private static Model asTyped(Model model, CommandLineSettings commandLine) {
        return model.withTraining(model.training()
                .map(t -> new Training(
                        t.settings(),
                        t.recipe(),
                        commandLine.asTyped(t.batch()),
                        commandLine.asTyped(t.last()),
                        t.domains())));
    }

    /// Whether a name is unknown only because the statement that defines it could not be read.
    private static boolean follows(Diagnostic diagnostic, NetFile file) {
        return diagnostic.code() == DiagnosticCode.UNKNOWN_NAME
                && file.lostNames().contains(diagnostic.span().text());
    }

    private Optional<Model> model(ElaborationOptions options) {
        file.header().map(NetFile.Header::parameters).orElse(List.of()).forEach(this::bind);
        var net = new NetElaborator(problems, overrides, top, DefaultOptions.read(file, problems, top));
        var declarations = new Declarations(file, problems, top);
        Optional<Declarations.Input> input = declarations.input(net.graph());
        problems.attempt(() -> net.statements(file.items(Statement.class), Optional.empty(), top, LayerPath.top()));
        Graph graph = net.graph().build();
        requireOutput(graph);
        var built = net.assembly().built();
        var unused = new UnusedNames(file, problems);
        unused.check();
        Lints.check(problems, graph, built);
        boolean wholeNet = !problems.hasErrors();
        List<Probe> probes = wholeNet ? probes(net) : List.of();
        if (wholeNet) {
            unused.layers(graph, built, probes);
            OverrideLints.check(overrides, net.replaced(), built, problems);
        }
        Optional<Study> study = Sections.single(file.items(Item.Study.class), "study", problems)
                .flatMap(s -> new StudyReader(file, problems, top).read(s));
        var sections = new Sections(file, problems, overrides, top, options.length());
        Optional<Training> training = sections.training(name(), input, declarations.labels(), graph, net.assembly());
        return Optional.of(new Model(
                name(),
                options.variant().orElse(""),
                graph,
                net.assembly().parameters().all(),
                net.assembly().layers(),
                training.map(t -> t.withProbes(probes)),
                probes,
                study,
                file.items(Item.Variant.class).stream()
                        .map(v -> v.name().text())
                        .toList()));
    }

    private String name() {
        return file.header()
                .map(h -> h.name().text())
                .orElseGet(() -> NetName.ofFile(file.source().name()));
    }

    /// Gives a parameter of the net its value. A parameter in error is bound too, so that its readers are not.
    private void bind(Parameter parameter) {
        problems.attempt(() -> {
            if (top.own(parameter.name().text()).isPresent()) {
                throw ElaborationException.of(Diagnostic.error(
                        DiagnosticCode.DEFINED_TWICE,
                        parameter.name().span(),
                        "there are two parameters `" + parameter.name() + "`"));
            }
            top.bind(parameter.name(), new Scope.Broken(parameter.name()));
            BlockArguments.bind(top, parameter, value(parameter));
        });
    }

    private Given value(Parameter parameter) {
        Entry.Setting override = overrides.parameters().get(parameter.name().text());
        if (override != null) {
            return Given.of(override.value(), top);
        }
        return parameter
                .defaultValue()
                .map(d -> Given.of(d, top))
                .orElseThrow(() -> ElaborationException.of(Diagnostic.error(
                                DiagnosticCode.MISSING_ARGUMENT,
                                parameter.span(),
                                "parameter `" + parameter.name() + "` has no value")
                        .help("give it a default, or a value with `--set " + parameter.name() + "=...`")));
    }

    private void requireOutput(Graph graph) {
        if (graph.outputs().isEmpty() && !problems.hasErrors()) {
            problems.add(Diagnostic.error(
                            DiagnosticCode.NO_OUTPUT,
                            file.header().map(h -> h.name().span()).orElse(file.span().before()),
                            "the net has no output")
                    .help("end a pipeline with `-> output logits`"));
        }
    }

    private List<Probe> probes(NetElaborator net) {
        var reader = new ProbeReader(
                net.assembly().layers(), net.assembly().parameters().all(), problems);
        return file.items(Item.Probe.class).stream()
                .flatMap(p -> problems.attempt(() -> reader.read(p, top)).stream())
                .toList();
    }
}

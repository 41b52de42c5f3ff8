package dev.bnc.compiler.syntax;

import dev.bnc.compiler.syntax.Entry.Group;
import dev.bnc.compiler.syntax.Entry.Setting;
import dev.bnc.compiler.syntax.Entry.Transform;
import dev.bnc.grammar.NetLexer;
import dev.bnc.grammar.NetParser.BlockContext;
import dev.bnc.grammar.NetParser.BodyContext;
import dev.bnc.grammar.NetParser.DataContext;
import dev.bnc.grammar.NetParser.EntryContext;
import dev.bnc.grammar.NetParser.EntryLineContext;
import dev.bnc.grammar.NetParser.FileContext;
import dev.bnc.grammar.NetParser.HeaderContext;
import dev.bnc.grammar.NetParser.ItemContext;
import dev.bnc.grammar.NetParser.ItemLineContext;
import dev.bnc.grammar.NetParser.ParameterContext;
import dev.bnc.grammar.NetParser.ParametersContext;
import dev.bnc.grammar.NetParser.SectionContext;
import dev.bnc.grammar.NetParser.StatementContext;
import dev.bnc.grammar.NetParser.StatementLineContext;
import dev.bnc.grammar.NetParser.StudyContext;
import dev.bnc.grammar.NetParser.TypeContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/// Turns ANTLR's tree into the AST: items, bodies and sections here, pipelines in [PipelineBuilder], values in
/// [ValueBuilder].
///
/// What could not be parsed is left out, the smallest statement or setting around it, and its words are kept as lost
/// names. What the grammar lets through only to be reported kindly is reported here: `=` for `:`, a setting where none
/// may be.
final class AstBuilder {
    private final SourceFile file;
    private final Diagnostics diagnostics;
    private final Set<String> lostNames = new HashSet<>();
    private final ValueBuilder values;
    private final PipelineBuilder pipelines;

    AstBuilder(SourceFile file, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
        this.values = new ValueBuilder(file, diagnostics);
        this.pipelines = new PipelineBuilder(file, diagnostics, values, this::body);
    }

    /// The AST of a file of which nothing could be read.
    static NetFile empty(SourceFile file) {
        return new NetFile(
                file,
                Optional.empty(),
                List.of(),
                Set.of(),
                new SourceSpan(file, 0, file.text().length()));
    }

    NetFile build(FileContext tree) {
        List<Item> items = new ArrayList<>();
        @Nullable HeaderContext header = null;
        boolean first = true;
        for (ItemLineContext line : tree.itemLine()) {
            ItemContext item = line.item();
            looseErrors(line);
            if (item == null) {
                continue;
            }
            boolean leads = first;
            first = false;
            if (item.header() == null) {
                item(item).ifPresent(items::add);
            } else if (!leads) {
                misplacedHeader(item.header());
            } else {
                header = item.header();
            }
        }
        Optional<NetFile.Header> built = header == null ? Optional.empty() : header(header);
        looseErrors(tree);
        return new NetFile(
                file,
                built,
                items,
                lostNames,
                new SourceSpan(file, 0, file.text().length()));
    }

    /// Keeps the words of tokens that the parser skipped between items.
    private void looseErrors(ParserRuleContext tree) {
        for (ParseTree child : children(tree)) {
            if (child instanceof ErrorNode) {
                lose(child);
            }
        }
    }

    // Items.

    private void misplacedHeader(HeaderContext header) {
        diagnostics.add(Diagnostic.error(
                        DiagnosticCode.MISPLACED_ITEM,
                        values.span(header.NET()),
                        "`net` names the file: it comes first, and once")
                .help("move it to the top of the file"));
    }

    private Optional<NetFile.Header> header(HeaderContext tree) {
        if (!isSound(tree)) {
            lose(tree);
            return Optional.empty();
        }
        return Optional.of(
                new NetFile.Header(values.name(tree.NAME()), parameters(tree.parameters()), values.span(tree)));
    }

    private Optional<Item> item(ItemContext tree) {
        if (tree.block() != null) {
            return block(tree.block()).map(Item.class::cast);
        }
        if (tree.statement() != null) {
            return statement(tree.statement()).map(Item.class::cast);
        }
        Optional<Item> section = section(tree);
        if (section.isPresent()) {
            return section;
        }
        if (!isSound(tree)) {
            lose(tree);
            return Optional.empty();
        }
        SourceSpan span = values.span(tree);
        if (tree.use() != null) {
            Expr target = tree.use().STRING() != null
                    ? values.string(tree.use().STRING())
                    : new Expr.Reference(
                            values.path(tree.use().path()),
                            values.span(tree.use().path()));
            return Optional.of(new Item.Use(target, span));
        }
        if (tree.input() != null) {
            values.colon(tree.input().colon());
            return Optional.of(new Item.Input(
                    values.name(tree.input().NAME()), type(tree.input().type()), span));
        }
        if (tree.label() != null) {
            values.colon(tree.label().colon());
            return Optional.of(new Item.Label(
                    values.name(tree.label().NAME()), type(tree.label().type()), span));
        }
        return Optional.empty();
    }

    private Optional<Item> block(BlockContext tree) {
        boolean headless = tree.NAME() == null
                || tree.body() == null
                || tree.NAME() instanceof ErrorNode
                || tree.exception != null
                || (tree.parameters() != null && !isSound(tree.parameters()));
        if (headless) {
            lose(tree);
            return Optional.empty();
        }
        return Optional.of(new Item.Block(
                values.name(tree.NAME()), parameters(tree.parameters()), body(tree.body()), values.span(tree)));
    }

    private List<Parameter> parameters(@Nullable ParametersContext tree) {
        return tree == null
                ? List.of()
                : tree.parameter().stream().map(this::parameter).toList();
    }

    private Parameter parameter(ParameterContext tree) {
        if (tree.colon() != null) {
            values.colon(tree.colon());
        }
        if (tree.equals() != null) {
            values.equals(tree.equals());
        }
        return new Parameter(
                values.name(tree.NAME()),
                Optional.ofNullable(tree.type()).map(this::type),
                Optional.ofNullable(tree.value()).map(values::value),
                values.span(tree));
    }

    private TypeRef type(TypeContext tree) {
        List<Expr> dims =
                tree.list() == null ? List.of() : values.list(tree.list()).elements();
        return new TypeRef(values.name(tree.NAME()), dims, values.span(tree));
    }

    // Bodies.

    private Body body(BodyContext tree) {
        List<Statement> statements = new ArrayList<>();
        for (StatementLineContext line : tree.statementLine()) {
            looseErrors(line);
            if (line.statement() != null) {
                statement(line.statement()).ifPresent(statements::add);
            }
        }
        looseErrors(tree);
        return new Body(statements, values.span(tree));
    }

    private Optional<Statement> statement(StatementContext tree) {
        if (!isSound(tree)) {
            lose(tree);
            return Optional.empty();
        }
        if (tree.let() != null) {
            return Optional.of(new Statement.Let(
                    values.name(tree.let().NAME()), values.value(tree.let().value()), values.span(tree)));
        }
        return Optional.of(pipelines.statement(tree.pipeline()));
    }

    // Sections.

    private Optional<Item> section(ItemContext tree) {
        SourceSpan span = tree.getStart() == null ? SourceSpan.NONE : values.span(tree);
        if (tree.defaults() != null) {
            return Optional.of(new Item.Defaults(groups(entries(tree.defaults().section())), span));
        }
        if (tree.data() != null && isNamed(tree.data(), tree.data().NAME())) {
            return Optional.of(data(tree.data()));
        }
        if (tree.train() != null) {
            return Optional.of(new Item.Train(settings("train", tree.train().section(), false), span));
        }
        if (tree.probe() != null
                && tree.probe().path() != null
                && isSound(tree.probe().path())) {
            NamePath target = values.path(tree.probe().path());
            return Optional.of(
                    new Item.Probe(target, settings("probe", tree.probe().section(), false), span));
        }
        if (tree.variant() != null && isNamed(tree.variant(), tree.variant().NAME())) {
            Name name = values.name(tree.variant().NAME());
            return Optional.of(
                    new Item.Variant(name, settings("variant", tree.variant().section(), true), span));
        }
        if (tree.study() != null) {
            return Optional.of(study(tree.study(), span));
        }
        return Optional.empty();
    }

    private Item study(StudyContext tree, SourceSpan span) {
        Optional<Name> name = Optional.ofNullable(tree.NAME()).map(values::name);
        List<Entry> settings = entries(tree.section());
        List<Group> published = settings.stream()
                .filter(Group.class::isInstance)
                .map(Group.class::cast)
                .filter(group -> group.name().text().equals("published"))
                .toList();
        settings.removeAll(published);
        return new Item.Study(
                name, settings("study", settings, false), plainGroups("published", published), span);
    }

    private List<Group> plainGroups(String section, List<Group> groups) {
        return groups.stream()
                .map(g -> new Group(g.name(), List.copyOf(settings(section, g.entries(), false)), g.span()))
                .toList();
    }

    private boolean isNamed(ParserRuleContext tree, @Nullable TerminalNode name) {
        return tree.exception == null && name != null && !(name instanceof ErrorNode);
    }

    private Item data(DataContext tree) {
        boolean sound = tree.arguments() == null || isSound(tree.arguments());
        List<Argument> arguments = tree.arguments() == null || !sound ? List.of() : values.arguments(tree.arguments());
        return new Item.Data(values.name(tree.NAME()), arguments, entries(tree.section()), values.span(tree));
    }

    private List<Entry> entries(@Nullable SectionContext tree) {
        List<Entry> entries = new ArrayList<>();
        if (tree == null) {
            return entries;
        }
        for (EntryLineContext line : tree.entryLine()) {
            looseErrors(line);
            EntryContext entry = line.entry();
            if (entry == null) {
                continue;
            }
            if (entry.section() != null && entry.path() != null && isSound(entry.path())) {
                groupName(entry)
                        .ifPresent(name -> entries.add(new Group(name, entries(entry.section()), values.span(entry))));
            } else if (isSound(entry)) {
                entry(entry).ifPresent(entries::add);
            } else {
                lose(entry);
            }
        }
        looseErrors(tree);
        return entries;
    }

    private Optional<Name> groupName(EntryContext tree) {
        NamePath path = values.path(tree.path());
        if (path.isName()) {
            return Optional.of(path.head());
        }
        diagnostics.add(Diagnostic.error(
                DiagnosticCode.SETTING_EXPECTED, path.span(), "a group has a plain name, not `" + path + "`"));
        return Optional.empty();
    }

    private Optional<Entry> entry(EntryContext tree) {
        NamePath path = values.path(tree.path());
        if (tree.operator() != null) {
            Entry.Operator operator = values.operator(tree.operator());
            return Optional.of(new Setting(path, operator, values.value(tree.value()), values.span(tree)));
        }
        if (!path.isName()) {
            diagnostics.add(Diagnostic.error(
                            DiagnosticCode.SETTING_EXPECTED, values.span(tree), "`" + path + "` is given no value")
                    .help("settings are written `" + path + " = value`"));
            return Optional.empty();
        }
        List<Argument> arguments = new ArrayList<>(values.terse(tree.terse()));
        if (tree.arguments() != null) {
            arguments.addAll(values.arguments(tree.arguments()));
        }
        SourceSpan span = values.span(tree);
        return Optional.of(new Transform(new Application(path.head(), arguments, span), span));
    }

    private List<Group> groups(List<Entry> entries) {
        List<Group> groups = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry instanceof Group group) {
                groups.addAll(plainGroups("defaults", List.of(group)));
            } else {
                diagnostics.add(Diagnostic.error(
                                DiagnosticCode.SETTING_EXPECTED,
                                entry.span(),
                                "`defaults` holds one group of settings for each kind of layer")
                        .help("write `conv { bias = none }`, with the layer's kind before the braces"));
            }
        }
        return groups;
    }

    private List<Setting> settings(String section, @Nullable SectionContext tree, boolean paths) {
        return settings(section, entries(tree), paths);
    }

    private List<Setting> settings(String section, List<Entry> entries, boolean paths) {
        List<Setting> settings = new ArrayList<>();
        for (Entry entry : entries) {
            switch (entry) {
                case Setting setting -> {
                    if (!paths) {
                        plain(section, setting);
                    }
                    settings.add(setting);
                }
                case Transform transform -> notASetting(section, transform);
                case Group group ->
                    diagnostics.add(Diagnostic.error(
                            DiagnosticCode.SETTING_EXPECTED,
                            group.name().span(),
                            "`" + section + "` holds settings, not groups in braces"));
            }
        }
        return settings;
    }

    private void plain(String section, Setting setting) {
        if (!setting.path().isName() || setting.operator() != Entry.Operator.ASSIGN) {
            String found = setting.path() + " " + setting.operator().symbol();
            diagnostics.add(Diagnostic.error(
                            DiagnosticCode.SETTING_EXPECTED,
                            setting.path().span(),
                            "`" + section + "` holds plain settings, `name = value`, not `" + found + "`")
                    .note("paths, and operators such as `*=`, belong in a `variant`"));
        }
    }

    private void notASetting(String section, Transform transform) {
        Application application = transform.application();
        Diagnostic diagnostic = Diagnostic.error(
                DiagnosticCode.SETTING_EXPECTED, transform.span(), "`" + section + "` holds settings, `name = value`");
        boolean lacksEquals = application.arguments().size() == 1;
        diagnostics.add(
                lacksEquals
                        ? diagnostic.help(
                                "put `=` after the name",
                                Edit.insertAfter(application.name().span(), " ="))
                        : diagnostic);
    }

    // What was lost.

    private void lose(ParseTree tree) {
        if (tree instanceof TerminalNode leaf && leaf.getSymbol().getType() == NetLexer.NAME) {
            lostNames.add(leaf.getText());
        }
        for (ParseTree child : children(tree)) {
            lose(child);
        }
    }

    private static boolean isSound(ParseTree tree) {
        if (tree instanceof ErrorNode) {
            return false;
        }
        if (tree instanceof ParserRuleContext context && (context.exception != null || context.getStart() == null)) {
            return false;
        }
        return children(tree).stream().allMatch(AstBuilder::isSound);
    }

    private static List<ParseTree> children(ParseTree tree) {
        List<ParseTree> children = new ArrayList<>(tree.getChildCount());
        for (int i = 0; i < tree.getChildCount(); i++) {
            children.add(tree.getChild(i));
        }
        return children;
    }
}

package dev.bnc.compiler.elaborate;

import dev.bnc.compiler.syntax.Body;
import dev.bnc.compiler.syntax.Item;
import dev.bnc.compiler.syntax.NetFile;
import dev.bnc.compiler.syntax.Pipeline;
import dev.bnc.compiler.syntax.Stage;
import dev.bnc.compiler.syntax.Statement;
import java.util.List;
import java.util.function.Consumer;

/// Visits every step of every pipeline of a file, those inside blocks, branches and loops too.
final class StageWalk {
    private final Consumer<Stage> visitor;

    private StageWalk(Consumer<Stage> visitor) {
        this.visitor = visitor;
    }

    static void overAll(NetFile file, Consumer<Stage> visitor) {
        var walk = new StageWalk(visitor);
        walk.statements(file.items(Statement.class));
        file.items(Item.Block.class).forEach(b -> walk.body(b.body()));
    }

    private void body(Body body) {
        statements(body.statements());
    }

    private void statements(List<Statement> statements) {
        for (Statement statement : statements) {
            switch (statement) {
                case Statement.Let _ -> {}
                case Statement.Binding binding -> pipeline(binding.value());
                case Pipeline pipeline -> pipeline(pipeline);
            }
        }
    }

    private void pipeline(Pipeline pipeline) {
        for (Stage stage : pipeline.stages()) {
            visitor.accept(stage);
            switch (stage) {
                case Stage.Join join -> join.branches().forEach(b -> pipeline(b.pipeline()));
                case Stage.Repeat repeat -> body(repeat.body());
                case Stage.ForEach each -> body(each.body());
                case Stage.Apply _, Stage.Expect _, Stage.Output _ -> {}
            }
        }
    }
}

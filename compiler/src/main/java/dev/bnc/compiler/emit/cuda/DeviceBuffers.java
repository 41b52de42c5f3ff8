package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.Arena;
import dev.bnc.compiler.emit.cuda.launch.BufferRole;
import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Buffer;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Port;
import dev.bnc.runtime.program.Role;
import dev.bnc.runtime.program.StateLayout;
import dev.bnc.runtime.program.StateTensor;
import dev.bnc.runtime.train.StepScalars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// All buffers of a launch plan before those of the arena have their place: the plan's, in its order, then workspaces, then
/// tensors of the state that no step touches.
final class DeviceBuffers implements Workspaces {
    private final List<Draft> drafts = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private final List<Draft> untouched = new ArrayList<>();
    private final long stateBytes;

    /// A buffer that is to be placed.
    ///
    /// @param place in the arena, for tensors of the state
    /// @param alias name of the buffer it is another name of
    record Draft(
            String name,
            BufferRole role,
            DataType type,
            List<Integer> shape,
            OptionalLong place,
            Optional<String> alias) {
        long elements() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }

        long bytes() {
            return elements() * type.bytes();
        }
    }

    DeviceBuffers(Plan plan, Storage storage) {
        plan.state().tensors().forEach(t -> taken.add(t.name()));
        Map<Integer, Draft> state = state(plan.state());
        stateBytes = state.values().stream()
                .mapToLong(d -> d.place().orElse(0) + Arena.aligned(d.bytes()))
                .max()
                .orElse(0);
        Map<Integer, Draft> ports = ports(plan);
        for (int b = 0; b < plan.buffers().size(); b++) {
            Buffer buffer = plan.buffers().get(b);
            drafts.add(switch (buffer.region()) {
                case STATE -> Objects.requireNonNull(state.remove(buffer.offset()), () -> buffer + " is no tensor");
                case ARENA -> ports.containsKey(b) ? ports.get(b) : temporary(buffer, storage.type(b));
            });
        }
        untouched.addAll(state.values());
    }

    /// Tensors of the state by their offset in the layout, each behind the one before it.
    private static Map<Integer, Draft> state(StateLayout layout) {
        Map<Integer, Draft> state = new LinkedHashMap<>();
        long end = 0;
        for (StateTensor tensor : layout.tensors()) {
            var draft = new Draft(
                    tensor.name(),
                    role(tensor.role()),
                    DataType.F32,
                    tensor.shape(),
                    OptionalLong.of(end),
                    Optional.empty());
            state.put(tensor.offset(), draft);
            end += Arena.aligned(draft.bytes());
        }
        return state;
    }

    /// Inputs and outputs by their buffer in the plan. Further outputs of the same buffer become aliases.
    private Map<Integer, Draft> ports(Plan plan) {
        Map<Integer, Draft> ports = new HashMap<>();
        plan.inputs().forEach(p -> ports.put(p.buffer(), port(p, input(p.name()), Optional.empty())));
        for (Port output : plan.outputs()) {
            Draft first = ports.get(output.buffer());
            if (first == null) {
                ports.put(output.buffer(), port(output, BufferRole.OUTPUT, Optional.empty()));
            } else {
                untouched.add(port(output, BufferRole.OUTPUT, Optional.of(first.name())));
            }
        }
        return ports;
    }

    private Draft port(Port port, BufferRole role, Optional<String> alias) {
        return new Draft(unused(port.name()), role, DataType.F32, port.shape(), OptionalLong.empty(), alias);
    }

    private Draft temporary(Buffer buffer, DataType type) {
        return new Draft(
                unused(buffer.name()),
                BufferRole.TEMPORARY,
                type,
                List.of(buffer.size()),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static BufferRole input(String name) {
        boolean scalar = Arrays.stream(StepScalars.values()).anyMatch(s -> s.input().equals(name));
        return scalar ? BufferRole.HYPERPARAMETER : BufferRole.INPUT;
    }

    private static BufferRole role(Role role) {
        return switch (role) {
            case WEIGHT, BIAS, GAMMA, BETA -> BufferRole.PARAMETER;
            case MEAN, VARIANCE, COVARIANCE -> BufferRole.STATISTIC;
            case SLOT -> BufferRole.SLOT;
        };
    }

    @Override
    public DataType type(int buffer) {
        return drafts.get(buffer).type();
    }

    @Override
    public View allocate(String purpose, DataType type, List<Integer> dims) {
        drafts.add(new Draft(
                unused("%" + purpose), BufferRole.WORKSPACE, type, dims, OptionalLong.empty(), Optional.empty()));
        return View.dense(drafts.size() - 1, dims);
    }

    private String unused(String wanted) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "'" + i;
        }
        return name;
    }

    /// Whether a view is of the state.
    boolean isState(View view) {
        return drafts.get(view.buffer()).role().state();
    }

    /// Whether a view is of a buffer that nobody outside the plan sees.
    boolean isOwn(View view) {
        return switch (drafts.get(view.buffer()).role()) {
            case TEMPORARY, WORKSPACE, CONSTANT -> true;
            case INPUT, HYPERPARAMETER, OUTPUT, PARAMETER, STATISTIC, SLOT -> false;
        };
    }

    /// Whether a view is of a weight, or of what an optimizer keeps of one.
    boolean isWeight(View view) {
        Draft draft = drafts.get(view.buffer());
        return draft.role().state() && draft.shape().size() > 1;
    }

    /// Bytes of all elements of some views.
    long bytes(List<View> views) {
        return views.stream()
                .mapToLong(v -> v.elements() * drafts.get(v.buffer()).type().bytes())
                .sum();
    }

    /// All of them; views count them so.
    List<Draft> drafts() {
        var all = new ArrayList<>(drafts);
        all.addAll(untouched);
        return all;
    }

    /// Bytes of the state, which comes first in the arena.
    long stateBytes() {
        return stateBytes;
    }
}

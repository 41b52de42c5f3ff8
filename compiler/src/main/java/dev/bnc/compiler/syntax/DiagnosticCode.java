package dev.bnc.compiler.syntax;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Every code a diagnostic can carry. The hundreds group them: 01 syntax, 02 names, 03 shapes, 04 Batch Normalization,
/// 05 training and data, 06 fusion, 07 artifacts, 08 devices. A number is never used again for something else.
public enum DiagnosticCode {
    // 01xx: syntax
    UNEXPECTED(101, "something else was expected here"),
    UNKNOWN_CHARACTER(102, "a character that means nothing here"),
    MISSPELT_KEYWORD(103, "a misspelt keyword"),
    UNCLOSED_BRACKET(104, "a bracket that is never closed"),
    UNOPENED_BRACKET(105, "a closing bracket that closes nothing"),
    UNTERMINATED_COMMENT(106, "a comment that never ends"),
    UNTERMINATED_STRING(107, "a string that never ends"),
    MALFORMED_NUMBER(108, "a number that cannot be read"),
    MISSING_ARROW(109, "a missing `->`"),
    WRONG_ARROW(110, "an arrow that is not `->`"),
    MISSING_SEPARATOR(111, "a missing comma or new line"),
    EQUALS_FOR_COLON(112, "`=` where `:` belongs"),
    COLON_FOR_EQUALS(113, "`:` where `=` belongs"),
    DOUBLE_EQUALS(114, "`==` where `=` belongs"),
    PRODUCT_FOR_SIZE(115, "`3*3` where `3x3` belongs"),
    NESTED_TOO_DEEPLY(116, "nested too deeply"),
    FILE_TOO_LARGE(117, "the file is too large"),
    MISPLACED_ITEM(118, "an item in the wrong place"),
    UNKNOWN_UNIT(119, "an unknown unit"),
    SETTING_EXPECTED(120, "a setting was expected"),
    LET_EXPECTED(121, "a number bound without `let`"),
    BAD_ESCAPE(122, "an unknown escape in a string"),

    // 02xx: names
    UNKNOWN_NAME(201, "an unknown name"),
    UNKNOWN_KEY(202, "an unknown option or setting"),
    DEFINED_TWICE(203, "two things of one name"),
    UNUSED_PARAMETER(204, "a parameter that is never read"),
    MISSING_ARGUMENT(205, "an argument that must be given"),
    TOO_MANY_ARGUMENTS(206, "more arguments than are taken"),
    GIVEN_TWICE(207, "an argument given twice"),
    WRONG_TYPE(208, "a value of the wrong kind"),
    BAD_VALUE(209, "a value that cannot be"),
    UNKNOWN_VARIANT(210, "an unknown variant"),
    CANNOT_USE(211, "a file that cannot be used"),
    ENDLESS_BLOCK(212, "a block that contains itself"),
    NOTHING_FLOWS_IN(213, "a layer that nothing flows into"),
    NO_INPUT(214, "a net without input"),
    NO_OUTPUT(215, "a net without output"),
    TOO_LARGE(216, "a net that is too large"),
    UNUSED(217, "something that is never used"),
    NO_EFFECT(218, "a setting that changes nothing"),
    VALUE_IN_PIPELINE(219, "a value in the middle of a pipeline"),
    RESERVED_NAME(220, "a name that is taken"),

    // 03xx: shapes
    WRONG_RANK(301, "a layer that needs another kind of shape"),
    WINDOW_DOES_NOT_FIT(302, "a window larger than its input"),
    EXPECTATION_FAILED(303, "a shape other than expected"),
    BRANCHES_DIFFER(304, "branches that cannot be joined"),
    GROUPS_DO_NOT_DIVIDE(305, "groups that do not divide the channels"),
    RESHAPE_CHANGES_COUNT(306, "a reshape that changes the number of elements"),
    LAYER_DOES_NOT_FIT(307, "a layer that cannot be built"),

    // 04xx: Batch Normalization
    SINGLE_VALUE(402, "a batch norm with one value per channel"),
    AMBIGUOUS_MOMENTUM(407, "`momentum` means opposite things in different frameworks"),
    BN_TWICE(410, "a batch norm right after another"),
    DEAD_BIAS(412, "a bias that batch norm makes dead"),
    BN_OFF_WITHOUT_BIAS(413, "batch norm switched off where there is no bias"),
    DECAYED_NORM(414, "weight decay on gamma and beta"),
    BN_AFTER_DROPOUT(415, "a batch norm right after dropout"),
    BN_AFTER_SOFTMAX(416, "a batch norm right after softmax"),
    BN_AFTER_CONCAT(417, "a batch norm after branches that end in one"),

    // 05xx: training and data
    NO_DATA(501, "training without data"),
    LOSS_DOES_NOT_FIT(502, "a loss that does not fit the net"),
    DATA_DOES_NOT_FIT(503, "a transform that does not fit the input"),
    ACTIVATION_TWICE(504, "softmax or sigmoid before a loss that has its own"),

    // 06xx: fusion; from 0611 on what was not done
    FOLDED_BACK(601, "a batch norm folded into the layers before it"),
    FOLDED_FORTH(602, "a batch norm folded into the layers behind it"),
    NORMALIZATION_FOLDED(603, "normalization of the data folded into the first layer"),
    KEPT_READ_ELSEWHERE(611, "a batch norm of something that is read elsewhere, too"),
    KEPT_NONLINEAR(612, "a batch norm between layers that are not linear"),
    KEPT_MAX_POOL(613, "a batch norm behind a max pool, with a factor that is not positive"),
    KEPT_PADDING(614, "a batch norm whose shift must not reach the padding"),
    KEPT_OUTPUT(615, "a batch norm of an output"),
    KEPT_NO_LAYER(616, "a batch norm with no layer before or behind that could take it"),

    // 07xx: artifacts; the kinds of dev.bnc.runtime.artifact.ArtifactException
    DAMAGED_FILE(701, "a file that is cut short or changed"),
    FOREIGN_FILE(702, "a file that bnc did not write"),
    OTHER_VERSION(703, "a file of another version of bnc"),
    IMPOSSIBLE_CONTENT(704, "a file whose parts do not fit together");

    private final int number;
    private final String title;

    DiagnosticCode(int number, String title) {
        this.number = number;
        this.title = title;
    }

    /// The code as shown: `BNC0101`.
    public String id() {
        return String.format(Locale.ROOT, "BNC%04d", number);
    }

    /// A few words on what is wrong, for lists of codes.
    public String title() {
        return title;
    }

    /// The code shown as `id` (`BNC0101`, in any case), if there is one.
    public static Optional<DiagnosticCode> byId(String id) {
        return Arrays.stream(values())
                .filter(code -> code.id().equalsIgnoreCase(id))
                .findFirst();
    }

    @Override
    public String toString() {
        return id();
    }
}

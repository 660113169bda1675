using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Lineage.Batches;

/// <summary>
/// Columns of the rows table that say what became of a row, beside <see cref="TableNames.Score"/> and <see cref="TableNames.Decision"/>:
/// one
/// place for their names and types. All begin with an underscore, which no declared field or feature does, and none is written where it
/// says nothing of any row of the batch. Whoever reads a batch takes a column that is missing for one that is null in every row.
/// <list type="table">
/// <item><term><c>_decided_by</c>, uint8</term><description>Who decided: a place in <see cref="BatchHeader.ScoredBy"/>. Missing: the
/// first.</description></item>
/// <item><term><c>_score.N</c>, float32</term><description>The score that the model in place N gave, where it did not decide. Null: it did
/// not score the row.</description></item>
/// <item><term><c>_explain_base</c>, float32</term><description>The margin that the model gives nobody in particular; contributions add up
/// to the margin of the row from there, and the score follows from that. Null: the row was not explained.</description></item>
/// <item><term><c>_explain.FEATURE</c>, float32</term><description>By how much the feature moved the margin of the model that
/// decided; above zero, it raised the score. Null: the row was not explained.</description></item>
/// <item><term><c>_reasons</c>, string</term><description>Codes of the reasons that the topology declares, weightiest first, as a JSON
/// array of strings.</description></item>
/// <item><term><c>_unguarded_decision</c>, string</term><description>The decision that the score alone led to, where something changed
/// it.</description></item>
/// <item><term><c>_changed_by</c>, string</term><description>What changed it: <c>guard/NAME</c>, or <c>control/ID</c> for a control record,
/// by which a person did.</description></item>
/// <item><term><c>_isolation</c>, float32</term><description>The isolation score by which a guard took the row for an outlier. Null: none
/// did and changed its decision.</description></item>
/// </list>
/// A decision that a person overrules afterwards is not changed here: the correction is a control record (<see cref="TableNames.Control"/>)
/// of a later batch.
/// </summary>
public static class RecordColumns
{
    /// <summary>uint8: a place in <see cref="BatchHeader.ScoredBy"/>.</summary>
    public const string DecidedBy = "_decided_by";

    /// <summary>float32.</summary>
    public const string ExplainBase = "_explain_base";

    /// <summary>string, a JSON array of strings.</summary>
    public const string Reasons = "_reasons";

    /// <summary>string.</summary>
    public const string UnguardedDecision = "_unguarded_decision";

    /// <summary>string, <c>guard/NAME</c> or <c>control/ID</c>.</summary>
    public const string ChangedBy = "_changed_by";

    /// <summary>float32: near 1, the row is unlike all that its version was trained on.</summary>
    public const string Isolation = "_isolation";

    /// <summary>What <see cref="ChangedBy"/> begins with where a guard did; its name follows.</summary>
    public const string GuardPrefix = "guard/";

    /// <summary>What the names of columns with contributions begin with; the feature follows.</summary>
    public const string Contribution = "_explain.";

    const char Prefix = '_';

    /// <summary>float32: the score that a model gave which did not decide.</summary>
    /// <param name="place">Its place in <see cref="BatchHeader.ScoredBy"/>.</param>
    public static string ScoreOf(int place) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_score.{place}");

    /// <summary>float32: what a feature contributed to the score.</summary>
    public static string ContributionOf(string feature) => Contribution + feature;

    /// <summary>How many columns behind the decision say what became of the rows.</summary>
    public static int CountOutcomes(RecordBatch rows) => rows.Schema.FieldsList.Reverse().TakeWhile(f => f.Name.StartsWith(Prefix)).Count();

    /// <summary>Whether a column is a feature: what the model saw, and nothing that came of it.</summary>
    public static bool IsFeature(Field column) =>
        column.DataType is FloatType && column.Name != TableNames.Score && column.Name[0] != Prefix;
}

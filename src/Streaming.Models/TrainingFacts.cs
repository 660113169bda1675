using System.Text.Json.Serialization;
using Streaming.Models.Datasets;

namespace Streaming.Models;

/// <summary>What a version that was trained here keeps of its training, beside parameters and origin.</summary>
/// <param name="CodeVersion">Of the product that trained it.</param>
/// <param name="Parent">The champion at that time; null: there was none.</param>
/// <param name="Dataset">What it was trained on, by id; null where nobody said.</param>
/// <param name="Reference">Hash of its <see cref="References.DriftReference"/>, which lies in the registry; null: none was kept.</param>
/// <param name="Covers">Hash of its tree covers, which lie in the registry; null: it has no trees.</param>
/// <param name="HeldOut">Hash of its scores of the rows that it was judged on, which lie in the registry; null: none were kept.</param>
/// <param name="Isolation">Hash of its isolation forest and of the path lengths of the rows that it was judged on, which lie in the
/// registry; null: it was not kept.</param>
/// <param name="Robustness">Hash of what disturbed inputs do to its scores (<see cref="References.Robustness"/>), which lies in the
/// registry; null: it was not measured.</param>
public sealed record TrainingFacts(
    string CodeVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Parent = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TrainingDataset? Dataset = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reference = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Covers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? HeldOut = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Isolation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Robustness = null
);

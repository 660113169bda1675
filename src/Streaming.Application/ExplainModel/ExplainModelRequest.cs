using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Streaming.Application.Exporting;
using Streaming.Application.Operations;

namespace Streaming.Application.ExplainModel;

/// <summary>How a model's scores are shared out.</summary>
public enum ExplainMethod
{
    /// <summary>Interventional SHAP values against a background set.</summary>
    Tree,

    /// <summary>Path-dependent SHAP values, by how many training rows passed each node.</summary>
    Path,

    /// <summary>The smallest changes after which the score is on the other side of a threshold.</summary>
    Counterfactual,

    /// <summary>Interventional SHAP values of any model, by its scores alone.</summary>
    Kernel,

    /// <summary>Coefficients of a line that stands for any model around a row.</summary>
    Lime,

    /// <summary>Accumulated local effects of any model: what its score does over the values of each feature.</summary>
    Effects,
}

/// <summary>What is to be explained. Data and background are CSV with a header line.</summary>
public sealed record ExplainModelRequest : IModelRequest, IWrittenRequest<ExplainModelRequest>
{
    /// <summary>ONNX file, of a tree ensemble where its trees are explained, or a version in the registry: <c>name:version</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Rows to explain.</summary>
    public required string Data { get; init; }

    /// <summary>Where to; <c>-</c> where <see cref="Output"/> takes it.</summary>
    public required string File { get; init; }

    /// <summary>
    /// Rows to compare with; for <see cref="ExplainMethod.Path"/> the rows that the model was trained on, where its file has no covers.
    /// </summary>
    public string? Background { get; init; }

    /// <summary>Null: against the background where there is one, else along paths.</summary>
    public ExplainMethod? Method { get; init; }

    /// <summary>Which output of a model of several, from 0 on.</summary>
    public int? Class { get; init; }

    /// <summary>For counterfactuals; null: nothing is said of them.</summary>
    public CounterfactualRequest? Counterfactual { get; init; }

    /// <summary>Which features each input takes, in the order of its columns, where a model is explained by its scores; null: by their
    /// names, or by order where it has none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Map { get; init; }

    /// <summary>Which output is the score of a model that is explained by its scores, with the number or class of a column in brackets
    /// where it has several; null: found out.</summary>
    public string? Score { get; init; }

    /// <summary>Draws what is sampled.</summary>
    public long Seed { get; init; }

    /// <summary>How many times a model is asked about a row where that is sampled; null: as the method has it.</summary>
    [Range(1, 100_000)]
    public int? Samples { get; init; }

    /// <summary>The fidelity below which the coefficients of a line are kept back, 0 to 1; null: <see cref="UsualFidelity"/>.</summary>
    public double? MinFidelity { get; init; }

    /// <summary>A line that tells less than half of what the score does around a row tells nothing that could be relied upon.</summary>
    public const double UsualFidelity = 0.5;

    /// <summary>Takes the values instead of a file; null: the file does.</summary>
    [JsonIgnore]
    public Func<Stream>? Output { get; init; }

    /// <summary>A file is no model of anybody's.</summary>
    string IModelRequest.Name => ExplainedVersion.Of(Model)?.Name ?? "";

    /// <inheritdoc/>
    public ExplainModelRequest Into(Func<Stream> output) => this with { File = "-", Output = output };
}

/// <summary>Explanations that are written.</summary>
/// <param name="File">Where they are.</param>
/// <param name="Method">How they were made.</param>
/// <param name="Rows">How many.</param>
/// <param name="Features">Values in a row.</param>
/// <param name="Base">The margin of a row of which nothing is known; the score, where the model is explained by its scores; 0 for
/// counterfactuals, which have none.</param>
/// <param name="Transforms">What the model makes of a margin, by ONNX's names.</param>
/// <param name="Importance">Per feature, the mean size of its values, or of its effect, the largest first.</param>
public sealed record ExplainedModel(
    string File,
    ExplainMethod Method,
    int Rows,
    int Features,
    double Base,
    IReadOnlyList<string> Transforms,
    IReadOnlyList<FeatureImportance> Importance
)
{
    /// <summary>How many rows have counterfactuals; null: something else was written.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CounterfactualCounts? Counterfactuals { get; init; }

    /// <summary>Of a model that was explained by its scores, how well the values are known; null: they are exact.</summary>
    public SampledValues? Sampled { get; init; }

    /// <summary>The lines that stand for a model around each row; null: another method was used.</summary>
    public IReadOnlyList<LocalLine>? Lines { get; init; }

    /// <summary>What the score does over each feature, in the features' order; null: another method was used.</summary>
    public IReadOnlyList<EffectCurve>? Effects { get; init; }

    /// <summary>What somebody should know who reads the values; sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>How well values are known that are told from the scores of a model.</summary>
/// <param name="Background">Rows that were compared with.</param>
/// <param name="ExactRows">Rows of which the values are exact.</param>
/// <param name="SampledRows">Rows of which they are estimates.</param>
/// <param name="WidestError">The largest standard error of any value; 0 where all are exact.</param>
/// <param name="Seed">Drew the coalitions.</param>
public sealed record SampledValues(int Background, int ExactRows, int SampledRows, double WidestError, long Seed);

/// <summary>What the score does over the values of one feature.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Values">Ascending; none where it has no value in any row.</param>
/// <param name="Effects">For each, how far the score lies above or below its mean there, all else as it is.</param>
/// <param name="Rows">For each, the rows from the value before up to this one.</param>
public sealed record EffectCurve(string Feature, IReadOnlyList<float> Values, IReadOnlyList<double> Effects, IReadOnlyList<int> Rows);

/// <summary>A line that stands for a model around one row.</summary>
/// <param name="Row">Its number in the file, from 1 on.</param>
/// <param name="Score">What the model says of it.</param>
/// <param name="Line">What the line says of it.</param>
/// <param name="Fidelity">Weighted R²: which part of what the score does around the row the line tells.</param>
/// <param name="Vsi">0 to 1: how far other draws agree about which features weigh most.</param>
/// <param name="Csi">0 to 1: how far they agree about the coefficients of those.</param>
/// <param name="Weightiest">The largest coefficients, by size; none where they are kept back.</param>
/// <param name="Refused">Why the coefficients are kept back; null: they are not.</param>
public sealed record LocalLine(
    int Row,
    double Score,
    double Line,
    double Fidelity,
    double Vsi,
    double Csi,
    IReadOnlyList<LineCoefficient> Weightiest,
    string? Refused
);

/// <param name="Feature">Its name.</param>
/// <param name="Value">What one standard deviation of it does to the score; of a category, what having the row's does.</param>
public sealed record LineCoefficient(string Feature, double Value);

/// <param name="Feature">Its name.</param>
/// <param name="Mean">Mean size of its SHAP values over the rows.</param>
public sealed record FeatureImportance(string Feature, double Mean);

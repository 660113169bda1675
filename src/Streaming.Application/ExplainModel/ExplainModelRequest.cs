using System.Text.Json.Serialization;

namespace Streaming.Application.ExplainModel;

/// <summary>How a model's scores are shared out.</summary>
public enum ExplainMethod
{
    /// <summary>Interventional SHAP values against a background set.</summary>
    Tree,

    /// <summary>Path-dependent SHAP values, by how many training rows passed each node.</summary>
    Path,
}

/// <summary>What is to be explained. Data and background are CSV with a header line.</summary>
public sealed record ExplainModelRequest
{
    /// <summary>ONNX file of a tree ensemble, or a version in the registry: <c>name:version</c>.</summary>
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

    /// <summary>Takes the values instead of a file; null: the file does.</summary>
    [JsonIgnore]
    public Func<Stream>? Output { get; init; }
}

/// <summary>Explanations that are written.</summary>
/// <param name="File">Where they are.</param>
/// <param name="Method">How they were made.</param>
/// <param name="Rows">How many.</param>
/// <param name="Features">Values in a row.</param>
/// <param name="Base">The margin of a row of which nothing is known.</param>
/// <param name="Transforms">What the model makes of a margin, by ONNX's names.</param>
/// <param name="Importance">Per feature, the mean size of its values, the largest first.</param>
public sealed record ExplainedModel(
    string File,
    ExplainMethod Method,
    int Rows,
    int Features,
    double Base,
    IReadOnlyList<string> Transforms,
    IReadOnlyList<FeatureImportance> Importance
);

/// <param name="Feature">Its name.</param>
/// <param name="Mean">Mean size of its SHAP values over the rows.</param>
public sealed record FeatureImportance(string Feature, double Mean);

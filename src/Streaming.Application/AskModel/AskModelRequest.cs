using System.Text.Json.Serialization;

namespace Streaming.Application.AskModel;

/// <summary>Feature vectors for a model.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Which version is to score; null: the one in use.</param>
/// <param name="Id">What the caller calls the request; it is recorded with each row. Null: it gets a name.</param>
public sealed record AskModelRequest(string Model, int? Version = null, string? Id = null)
{
    /// <summary>Longest <see cref="Id"/>, characters.</summary>
    public const int LongestId = 128;

    /// <summary>A name from ./topology, or a path: whose model it is. A door gives it.</summary>
    [JsonIgnore]
    public string Topology { get; init; } = "";

    /// <summary>The vectors: one matrix of all features, or a column each. A door gives them.</summary>
    [JsonIgnore]
    public IReadOnlyList<AskedTensor> Inputs { get; init; } = [];
}

/// <summary>Numbers in rows and columns.</summary>
/// <param name="Name">Of a feature, or <see cref="FeatureVectors.Matrix"/>.</param>
/// <param name="Shape">[rows], [rows, 1], or [rows, features].</param>
/// <param name="Values">Row-major; NaN is a missing value.</param>
public sealed record AskedTensor(string Name, IReadOnlyList<long> Shape, float[] Values);

/// <summary>What a model said, as it is in lineage.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Version">The version that scored.</param>
/// <param name="Id">What the request is called.</param>
/// <param name="LineageId">Of the first row; the last number counts up for those that follow.</param>
/// <param name="Scores">One a row.</param>
/// <param name="Decisions">One a row, as the topology decides.</param>
public sealed record AskedModel(
    string Model,
    int Version,
    string Id,
    string LineageId,
    IReadOnlyList<float> Scores,
    IReadOnlyList<string> Decisions
);

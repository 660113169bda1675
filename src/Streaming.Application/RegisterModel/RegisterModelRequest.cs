using System.Text.Json.Serialization;
using Streaming.Application.Operations;
using Streaming.Inference.Signatures;

namespace Streaming.Application.RegisterModel;

/// <summary>A model file to add to the registry.</summary>
public sealed record RegisterModelRequest : IModelRequest
{
    /// <summary>Name in the registry, as topologies give it under score.model.</summary>
    public required string Name { get; init; }

    /// <summary>The ONNX file.</summary>
    public required string File { get; init; }

    /// <summary>The topology that it is to score: a name from ./topology, or a path. Null: the one that is called as the model.</summary>
    public string? Topology { get; init; }

    /// <summary>Which features each input takes, in the order of its columns; null: by their names, or by order where the model has
    /// none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Map { get; init; }

    /// <summary>Which output is the score, with the number or class of a column in brackets where it has several; null: found
    /// out.</summary>
    public string? Output { get; init; }

    /// <summary>CSV file with rows of features to score as a proof; null: rows that were recorded.</summary>
    public string? Data { get; init; }

    /// <summary>SHA-256 of a file that a caller has sent, hexadecimal; null: it lies on this machine.</summary>
    [JsonIgnore]
    public string? SentHash { get; init; }
}

/// <summary>A model file that was added, and how it is served.</summary>
/// <param name="Model">Name in the registry.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">Content hash of the file.</param>
/// <param name="IsNew">False: the same file, served in the same way, had that version already.</param>
/// <param name="Facts">What the file says of itself.</param>
/// <param name="Signature">Which features its inputs take, and what its score is.</param>
/// <param name="IsExplained">Its scores are those of a tree ensemble, so that SHAP values can be computed exactly.</param>
/// <param name="Proof">Rows that it scored.</param>
/// <param name="Notes">What somebody should know before it is promoted; sentences.</param>
public sealed record RegisteredFile(
    string Model,
    int Version,
    string Hash,
    bool IsNew,
    ModelFacts Facts,
    ModelSignature Signature,
    bool IsExplained,
    ScoredProof Proof,
    IReadOnlyList<string> Notes
);

/// <summary>Rows that a model scored before it was registered.</summary>
/// <param name="Source">Where they are from: <c>lineage</c>, <c>file</c>; null where there were none.</param>
/// <param name="Rows">How many were scored.</param>
/// <param name="Lowest">The lowest score; null where there were no rows.</param>
/// <param name="Highest">The highest.</param>
/// <param name="Sample">Some of them.</param>
public sealed record ScoredProof(string? Source, int Rows, float? Lowest, float? Highest, IReadOnlyList<ProofRow> Sample);

/// <param name="Row">The event's id, or the number of the row in the file.</param>
/// <param name="Score">By the model.</param>
/// <param name="Recorded">What it was scored with when it was recorded; null: it comes from a file.</param>
public sealed record ProofRow(string Row, float Score, float? Recorded);

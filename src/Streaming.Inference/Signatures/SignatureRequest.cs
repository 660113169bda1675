using Streaming.Topology.Model;

namespace Streaming.Inference.Signatures;

/// <summary>What a model is wanted for, and what somebody says about how it is to be read.</summary>
public sealed record SignatureRequest
{
    /// <summary>The features there are, in the topology's order.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The file whose columns they are, for messages; null: a topology computes them.</summary>
    public string? File { get; init; }

    /// <summary>Which features each input takes, in order; null: nobody says.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Map { get; init; }

    /// <summary>An output's name, with the number or class of a column in brackets where it has several; null: nobody says.</summary>
    public string? Output { get; init; }

    /// <summary>What makes a score of the output.</summary>
    public ScoreTransform Transform { get; init; }
}

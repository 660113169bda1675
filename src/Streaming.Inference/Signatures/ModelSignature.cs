using System.Text.Json.Serialization;
using Streaming.Topology.Model;

namespace Streaming.Inference.Signatures;

/// <summary>
/// How a model is served: which features its inputs take, which of its outputs is the score, and what makes a score of it. Kept with the
/// version; live scoring, replay and what-if read a model by it alone.
/// </summary>
public sealed record ModelSignature
{
    /// <summary>The inputs, in the graph's order.</summary>
    public required IReadOnlyList<ModelInput> Inputs { get; init; }

    /// <summary>Where the score is.</summary>
    public required ModelOutput Output { get; init; }

    /// <summary>What makes a score of it.</summary>
    public ScoreTransform Transform { get; init; }

    /// <summary>How inputs and features were brought together.</summary>
    public FeatureMatching MatchedBy { get; init; }

    /// <summary>Rows that the model takes at once, no more and no fewer; null: any number.</summary>
    public int? BatchRows { get; init; }

    /// <summary>The features that it takes, in the order of the inputs: the columns of a matrix for it.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Features => [.. Inputs.SelectMany(i => i.Features)];

    /// <summary>The matrix of features is the input as it is.</summary>
    [JsonIgnore]
    internal bool IsDirect => BatchRows is null && Inputs is [{ Type: NumberType.Float32, IsVector: false }];
}

/// <summary>One of a model's inputs.</summary>
/// <param name="Name">In the graph.</param>
/// <param name="Type">Of its numbers.</param>
/// <param name="IsVector">[rows]; else [rows, features].</param>
/// <param name="Features">The features that are its columns, in order.</param>
public sealed record ModelInput(string Name, NumberType Type, bool IsVector, IReadOnlyList<string> Features);

/// <summary>The output that a score is made of.</summary>
/// <param name="Name">In the graph.</param>
/// <param name="Type">Of its numbers.</param>
/// <param name="IsVector">[rows]; else [rows, columns].</param>
/// <param name="Columns">How many values a row has.</param>
/// <param name="Column">Which one counts, from 0 on; for a reconstruction all do.</param>
public sealed record ModelOutput(string Name, NumberType Type, bool IsVector, int Columns, int Column)
{
    /// <summary>The class whose probability it is; null where the file names none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Class { get; init; }

    /// <summary>The tensor that the graph makes the output of, where the output itself is a sequence of maps; null: the output is a
    /// tensor.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tensor { get; init; }

    /// <summary>What is read when the model runs.</summary>
    [JsonIgnore]
    internal string Read => Tensor ?? Name;
}

/// <summary>Types of numbers that models take and give.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NumberType>))]
public enum NumberType
{
    /// <summary>As features are recorded.</summary>
    Float32,

    /// <summary>Double precision.</summary>
    Float64,

    /// <summary>Whole numbers.</summary>
    Int32,

    /// <summary>Whole numbers.</summary>
    Int64,
}

/// <summary>How inputs and features were brought together.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeatureMatching>))]
public enum FeatureMatching
{
    /// <summary>By their names.</summary>
    Names,

    /// <summary>By their order: the model names no columns, and takes as many as there are features.</summary>
    Order,

    /// <summary>As somebody said.</summary>
    Map,
}

using Streaming.Application.AskModel;
using Streaming.Topology;

namespace Streaming.Gateway.Inference;

/// <summary>An output that is asked for.</summary>
/// <param name="Name">Of <see cref="InferOutputs.All"/>.</param>
/// <param name="IsBinary">It is sent as bytes behind the JSON.</param>
sealed record WantedOutput(string Name, bool IsBinary);

/// <summary>An inference request of the Open Inference Protocol, whichever way it came in.</summary>
/// <param name="Id">As the caller calls it.</param>
/// <param name="Inputs">What is to be scored.</param>
/// <param name="Outputs">What is to be answered.</param>
sealed record InferCall(string? Id, IReadOnlyList<AskedTensor> Inputs, IReadOnlyList<WantedOutput> Outputs);

/// <summary>What a model answers.</summary>
static class InferOutputs
{
    /// <summary>FP32.</summary>
    public const string Score = "score";

    /// <summary>BYTES.</summary>
    public const string Decision = "decision";

    /// <summary>The parameter of an answer with the lineage id of its first row.</summary>
    public const string LineageId = "lineage_id";

    /// <summary>In their order.</summary>
    public static IReadOnlyList<string> All { get; } = [Score, Decision];

    /// <exception cref="StreamingException">There is none of that name.</exception>
    public static string Named(string? name) =>
        name is not null && All.Contains(name, StringComparer.Ordinal)
            ? name
            : throw new StreamingException($"There is no output '{name}': there are {string.Join(" and ", All)}.")
            {
                Kind = FailureKind.Invalid,
            };
}

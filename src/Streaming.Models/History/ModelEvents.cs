using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Models.History;

/// <summary>A version was added under a name. Lies in the name's stream.</summary>
sealed record ModelRegistered(int Version, string Hash, int Size, DateTimeOffset At, ModelDescription Description)
    : ChainedEvent<ModelRegistered>
{
    /// <summary>Who added it; null where nobody knows, as in what an early release wrote.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    /// <summary>Why; null where nobody said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    public override string TypeName() => "model_registered";

    public override string DotNetName() => "Streaming.Lineage.Models.ModelRegistered, Streaming.Lineage";
}

/// <summary>A version became the one that stages score with. Lies in the name's stream.</summary>
sealed record ModelPromoted(int Version, DateTimeOffset At) : ChainedEvent<ModelPromoted>
{
    /// <summary>Who promoted it; null where nobody knows, as in what an early release wrote.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    /// <summary>Why; null where nobody said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    public override string TypeName() => "model_put_to_use";

    public override string DotNetName() => "Streaming.Lineage.Models.ModelPutToUse, Streaming.Lineage";
}

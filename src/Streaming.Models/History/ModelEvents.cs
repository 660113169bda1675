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

    /// <summary>The job that made it; null where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Job { get; init; }

    public override string TypeName() => "model_registered";

    public override string DotNetName() => "Streaming.Lineage.Models.ModelRegistered, Streaming.Lineage";
}

/// <summary>A version scores everything and decides nothing.</summary>
sealed record ModelShadowBegun(int Version, DateTimeOffset At) : ModelTransition<ModelShadowBegun>(Version, At)
{
    public override string TypeName() => "model_shadow_begun";

    public override string DotNetName() => "Streaming.Models.History.ModelShadowBegun, Streaming.Models";
}

/// <summary>A version decides for a share of the keys, or for another share than before.</summary>
sealed record ModelCanaryBegun(int Version, double Share, DateTimeOffset At) : ModelTransition<ModelCanaryBegun>(Version, At)
{
    public override string TypeName() => "model_canary_begun";

    public override string DotNetName() => "Streaming.Models.History.ModelCanaryBegun, Streaming.Models";
}

/// <summary>A version became the one that stages decide with; the one before it retired.</summary>
sealed record ModelPromoted(int Version, DateTimeOffset At) : ModelTransition<ModelPromoted>(Version, At)
{
    public override string TypeName() => "model_put_to_use";

    public override string DotNetName() => "Streaming.Lineage.Models.ModelPutToUse, Streaming.Lineage";
}

/// <summary>A version was judged not good enough.</summary>
sealed record ModelRejected(int Version, DateTimeOffset At) : ModelTransition<ModelRejected>(Version, At)
{
    public override string TypeName() => "model_rejected";

    public override string DotNetName() => "Streaming.Models.History.ModelRejected, Streaming.Models";
}

/// <summary>What a version decided was taken back: the champion's predecessor decides again, or the canary decides no longer.</summary>
/// <param name="Version">The version.</param>
/// <param name="Successor">The one that decides in its place; null for the canary of a name without a champion.</param>
/// <param name="At">When.</param>
sealed record ModelRolledBack(int Version, int? Successor, DateTimeOffset At) : ModelTransition<ModelRolledBack>(Version, At)
{
    public override string TypeName() => "model_rolled_back";

    public override string DotNetName() => "Streaming.Models.History.ModelRolledBack, Streaming.Models";
}

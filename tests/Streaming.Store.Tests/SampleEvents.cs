using Streaming.Store.HashChains;

namespace Streaming.Store.Tests;

/// <summary>An event with the members that give trouble: a map, and a time.</summary>
sealed record Happened(int Version, DateTimeOffset At, Dictionary<string, double> Values) : ChainedEvent<Happened>
{
    public override string TypeName() => "happened";

    public override string DotNetName() => "Long.Ago.Happened, Elsewhere";
}

/// <summary>An event that says how many came before it when it was decided on.</summary>
sealed record Counted(int Before) : ChainedEvent<Counted>
{
    public override string TypeName() => "counted";
}

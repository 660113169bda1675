using System.Text.Json.Serialization;
using Streaming.Application.Operations;
using Streaming.Application.Services;

namespace Streaming.Application.ServeDemo;

/// <param name="Topology">With a simulator, labels and a model.</param>
/// <param name="Addresses">Where it listens, for the access log.</param>
/// <param name="Rate">Simulated events a second, once it is ready.</param>
/// <param name="Jobs">So many jobs at a time beside it; 0: none.</param>
public sealed record ServeDemoRequest(string Topology, IReadOnlyList<string> Addresses, double Rate = 20, int Jobs = 1)
{
    /// <summary>The door: it is open until its token is cancelled, and ends in its own time.</summary>
    [JsonIgnore]
    public required Func<DemoDoor, CancellationToken, Task> Door { get; init; }

    /// <summary>Events scored by rule, to learn from: so many that labels of the first ones are known, and some are left to judge by.
    /// </summary>
    internal const long History = 200_000;

    internal const int Partitions = 4;
}

/// <summary>What a door of a demo leads to.</summary>
/// <param name="Runner">Runs operations on the demo's services.</param>
/// <param name="Health">Whether these answer.</param>
/// <param name="Offer">Complete as soon as there is something to show.</param>
public sealed record DemoDoor(OperationRunner Runner, ServiceHealth Health, Task<DemoOffer> Offer);

/// <summary>What a caller can begin with.</summary>
/// <param name="Topology">Its name.</param>
/// <param name="Key">An API key that may do everything there, for a day.</param>
/// <param name="Model">The model that scores.</param>
/// <param name="EventId">A decided event, worth a look.</param>
/// <param name="IdField">The field that its id is in.</param>
/// <param name="Event">Its fields, by name, as a publisher sends them.</param>
/// <param name="Features">Its features, in the model's order; null where one is missing.</param>
public sealed record DemoOffer(
    string Topology,
    string Key,
    string Model,
    string EventId,
    string IdField,
    IReadOnlyDictionary<string, object?> Event,
    IReadOnlyList<float?> Features
);

/// <summary>A demo was open.</summary>
/// <param name="Live">Simulated events that went out while it was.</param>
/// <param name="Seconds">For so long.</param>
public sealed record ServedDemo(string Topology, long Live, double Seconds)
{
    /// <summary>Folder that the demo's data stays in until the next one.</summary>
    [JsonIgnore]
    public string Data { get; init; } = "";
}

using System.Text.Json.Serialization;
using Streaming.Application.Operations;

namespace Streaming.Application.RunDriftDemo;

/// <summary>What the demonstration of the learning loop plays.</summary>
/// <param name="Topology">One whose simulator changes what is to be found, and whose model is renewed when it got worse.</param>
public sealed record RunDriftDemoRequest(string Topology)
{
    internal const int Partitions = 2;
}

/// <summary>What it showed.</summary>
/// <param name="Good">The change was noticed and a better version came to decide, and the bad one was taken back.</param>
/// <param name="Days">Day by day, in order.</param>
/// <param name="Renewed">The version that the loop brought in after the change; null: none in time.</param>
/// <param name="Bad">The version that a person let decide by mistake; null: it did not come to that.</param>
/// <param name="TakenBack">The bad version was taken back.</param>
public sealed record RanDriftDemo(
    string Topology,
    bool Good,
    IReadOnlyList<DemoDay> Days,
    int? Renewed,
    int? Bad,
    bool TakenBack,
    double Seconds
)
{
    /// <summary>Folder that the demo's data stays in until the next one.</summary>
    [JsonIgnore]
    public string Data { get; init; } = "";

    /// <summary>The page with the plot.</summary>
    public required string Plot { get; init; }
}

/// <summary>A day of the demonstration.</summary>
/// <param name="Day">From 1 on.</param>
/// <param name="Champion">Version that decides at the end of the next day, when the labels are known; 0: the rule.</param>
/// <param name="Labelled">Events whose label is known.</param>
/// <param name="Positives">Those whose label is true.</param>
/// <param name="AveragePrecision">Of the scores that decided.</param>
/// <param name="Frozen">Average precision of the first version's scores, as if it had never been replaced.</param>
public sealed record DemoDay(int Day, int Champion, int Labelled, int Positives, double? AveragePrecision, double? Frozen);

/// <summary>A day is over, and its labels are known.</summary>
public sealed record DemoDayShown(DemoDay Day) : OperationProgress;

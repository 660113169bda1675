using Streaming.Events.Time;
using Streaming.Pipeline.Replay;

namespace Streaming.Application.ReplayLineage;

/// <summary>What a replay brought: the comparison always, the others where they were asked for.</summary>
/// <param name="Compared">Rows that were computed again.</param>
/// <param name="Identical">Bit for bit.</param>
/// <param name="Differing">Recorded by this very engine, and yet others.</param>
/// <param name="EngineDiffers">Others, and recorded by another engine.</param>
/// <param name="First">The first difference.</param>
/// <param name="Plot">File that the what-if report was drawn into.</param>
public sealed record ReplayedLineage(
    string Topology,
    long Compared,
    long Identical,
    long Differing,
    long EngineDiffers,
    FirstDifference? First,
    double Seconds,
    double RowsPerSecond,
    WhatIfResult? WhatIf,
    string? Plot,
    EmittedHistory? Emitted
)
{
    internal static ReplayedLineage Of(
        string topology,
        ReplayReport report,
        TimeSpan took,
        WhatIfResult? whatIf,
        string? plot,
        EmittedHistory? emitted
    ) =>
        new(
            topology,
            report.Compared,
            report.Identical,
            report.Differing,
            report.EngineDiffers,
            report.First is { } first
                ? new FirstDifference(
                    first.Row.ToString(),
                    first.EventId,
                    IsoTime.Format(first.EventTime),
                    first.Columns,
                    first.RecordedEngine,
                    first.ReplayedEngine
                )
                : null,
            Math.Round(took.TotalSeconds, 3),
            Math.Round(report.Compared / Math.Max(took.TotalSeconds, 0.001)),
            whatIf,
            plot,
            emitted
        );
}

/// <summary>A row that came out differently.</summary>
/// <param name="Row">Its lineage id.</param>
/// <param name="RecordedEngine">What computed it then.</param>
/// <param name="ReplayedEngine">What computed it now.</param>
public sealed record FirstDifference(
    string Row,
    string EventId,
    string EventTime,
    IReadOnlyList<ColumnDifference> Columns,
    string RecordedEngine,
    string ReplayedEngine
);

/// <summary>What was written to a topic.</summary>
/// <param name="Run">Value of the header <c>replay</c> of each record.</param>
public sealed record EmittedHistory(string Topic, string Run, long Records);

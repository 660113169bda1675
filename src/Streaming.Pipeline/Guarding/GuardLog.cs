using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Hosting;

namespace Streaming.Pipeline.Guarding;

/// <summary>Tells people that guards trip and recover, once that is on record.</summary>
static class GuardLog
{
    static string About(string? group) => group is null ? "" : $" about '{group}'";

    /// <param name="logger">Where people look.</param>
    /// <param name="batch">A committed batch.</param>
    public static void Tell(ILogger logger, LineageTail batch)
    {
        var ((topology, stage, partition), header) = (batch.Stream, batch.Header!);
        foreach (var (guard, kind, _, trip) in header.GuardEvents)
        {
            var (at, until) = (IsoTime.Format(trip.At), IsoTime.Format(trip.Until));
            var limited = header.Guards.First(g => g.Guard == guard).Decision;
            var would = kind == GuardEventKind.Tripped ? "were" : "would be";
            var evidence = string.Create(
                CultureInfo.InvariantCulture,
                $"{trip.Counted} of {trip.Of} decisions{About(trip.Contrast?.Group)} within its window {would} {limited}"
            );
            if (trip.Contrast is { } contrast)
            {
                evidence += string.Create(
                    CultureInfo.InvariantCulture,
                    $", and {contrast.OtherCounted} of {contrast.OtherOf}{About(contrast.Other)}: with the confidence that is asked for a "
                        + $"share below {contrast.Highest:0.000} of theirs"
                );
            }

            switch (kind)
            {
                case GuardEventKind.Tripped:
                    PipelineLog.GuardTripped(logger, topology, stage, partition, guard, at, until, evidence, batch.Version);
                    break;
                case GuardEventKind.Extended:
                    PipelineLog.GuardStaysTripped(logger, topology, stage, partition, guard, at, until, evidence);
                    break;
                default:
                    PipelineLog.GuardRecovered(logger, topology, stage, partition, guard, at, evidence);
                    break;
            }
        }
    }
}

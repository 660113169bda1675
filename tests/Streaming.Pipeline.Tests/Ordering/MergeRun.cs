using Streaming.Events.Time;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Tests.Ordering;

/// <summary>Feeds logs to a merge, pieces and batches cut and interleaved at random, until all has left.</summary>
static class MergeRun
{
    static readonly OrderModel Order = new() { Drift = TimeSpan.FromMicroseconds(100) };

    public static InputPosition[] Starts(IReadOnlyList<InputLog> logs) =>
        [.. logs.Select((log, i) => new InputPosition(log.Content.ToString(), i, 0))];

    public static Output Run(IReadOnlyList<InputLog> logs, int seed) => Run(logs, seed, Starts(logs), long.MinValue);

    public static Output Run(IReadOnlyList<InputLog> logs, int seed, IReadOnlyList<InputPosition> starts, long clock)
    {
        var random = new Random(seed);
        var inputs = logs.Select((log, i) => new MergeInput(log.Kind, log.Content, "id", starts[i])).ToList();
        var time = new ManualTime();
        var merge = new EventTimeMerge(inputs, Order, time, new Timestamp(clock));
        var output = new Output();
        var pieces = logs.Select((log, i) => new Queue<MergeSlice>(log.Pieces(starts[i], random))).ToList();
        var maxRows = random.Next(1, 30);
        while (pieces.Exists(p => p.Count > 0))
        {
            var input = random.Next(pieces.Count);
            if (pieces[input].TryDequeue(out var piece))
                merge.Add(input, piece);
            if (random.Next(3) == 0)
                output.Drain(merge, maxRows);
        }
        output.Drain(merge, maxRows);
        End(merge, logs.Count);
        output.Drain(merge, maxRows);
        // Inputs that were idle before a restore have had the time to speak up.
        time.Pass(Order.MaxWait);
        End(merge, logs.Count);
        output.Drain(merge, maxRows);
        merge.BufferedRows.ShouldBe(0);
        return output;
    }

    static void End(EventTimeMerge merge, int inputs)
    {
        for (var input = 0; input < inputs; input++)
            merge.End(input);
    }
}

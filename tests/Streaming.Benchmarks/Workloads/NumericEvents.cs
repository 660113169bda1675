using System.Globalization;
using System.Text;
using Streaming.Events.Time;
using Streaming.Publishing;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Workloads;

/// <summary>
/// The stateless job of other systems' benchmarks: events of fifteen numbers, no windows. The numbers are random with two
/// to five digits; id and time, which lineage needs, come on top.
/// </summary>
sealed class NumericEvents(int rows) : IRecordSource
{
    public const int Features = 15;

    /// <summary>2024-01-01, microseconds.</summary>
    static readonly Timestamp Start = new(1_704_067_200_000_000);

    const long Step = 1_000;

    /// <summary>Bodies are made once and repeated under new ids: making them is not what is measured.</summary>
    const int Bodies = 8192;

    readonly byte[][] _bodies = [.. Made()];
    readonly byte[] _scratch = new byte[512];
    int _next;

    public static string TopologyText { get; } =
        $"""
            topology: stateless
            version: 1
            source:
              topic: numbers
              key: id
              id: id
              time: at
              partitioner: murmur2
              fields:
                id: string
                at: timestamp
            {string.Concat(Enumerable.Range(1, Features).Select(f => $"    x{f}: double\n"))}
            features:
            {string.Concat(Enumerable.Range(1, Features).Select(f => $"  f{f}: x{f}\n"))}
            score:
              model: stateless
              rule: "0"
              decide: {"{ yes: score >= 0.5, no: otherwise }"}
            output: {"{ predictions: scores, quarantine: refused }"}
            """;

    public double? Fraction => (double)_next / rows;

    public bool CarriesLabels => false;

    public bool Read(OutgoingRecord record)
    {
        if (_next >= rows)
            return false;
        var time = Start.AddMicros(_next * Step);
        System.Text.Unicode.Utf8.TryWrite(_scratch, CultureInfo.InvariantCulture, $"{_next:D9}", out var digits);
        var id = _scratch.AsSpan(0, digits);
        record.Set(RowContent.Events, id, "{\"id\":\""u8, time);
        record.Value.Add(id);
        System.Text.Unicode.Utf8.TryWrite(
            _scratch.AsSpan(digits),
            CultureInfo.InvariantCulture,
            $"\",\"at\":{time.ToUnixMilliseconds()}",
            out var written
        );
        record.Value.Add(_scratch.AsSpan(digits, written));
        record.Value.Add(_bodies[_next % Bodies]);
        _next++;
        return true;
    }

    /// <summary>Random rows as training data, row-major, with a label that hangs on some of the numbers together.</summary>
    public static (float[] Features, bool[] Labels) Sample(int rows)
    {
        var (random, features, labels) = (new Random(1), new float[rows * Features], new bool[rows]);
        for (var row = 0; row < rows; row++)
        {
            var x = features.AsSpan(row * Features, Features);
            foreach (ref var value in x)
                value = (float)Value(random);
            labels[row] = (x[0] * x[1] / 100) + x[2] - x[3] + ((x[4] > 50 ? x[5] : x[6]) / 2) + (random.NextDouble() * 40) > 90;
        }

        return (features, labels);
    }

    /// <summary>What comes behind id and time, from the comma to the closing brace.</summary>
    public static IReadOnlyList<string> SampleBodies() => [.. Made().Select(Encoding.ASCII.GetString)];

    static IEnumerable<byte[]> Made()
    {
        var random = new Random(2);
        for (var body = 0; body < Bodies; body++)
        {
            var text = new StringBuilder();
            for (var f = 1; f <= Features; f++)
                text.Append(CultureInfo.InvariantCulture, $",\"x{f}\":{Value(random)}");
            yield return Encoding.ASCII.GetBytes(text.Append('}').ToString());
        }
    }

    static double Value(Random random) => Math.Round(random.NextDouble() * 100, random.Next(1, 4));
}

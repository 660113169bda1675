using System.Numerics;
using Apache.Arrow;
using CsCheck;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Features.Tests.Exact;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Features.Tests.Engine;

/// <summary>
/// Integers that binary64 would round are added up as they are: in windows of rows and of panes, when they leave again, and
/// when what the windows hold was stored in between. The products pass what the usual sums have room for.
/// </summary>
public sealed class IntegerAggregatesTests
{
    const long Account = 1_541_815_603_606_036_480;
    const int Over = 12;
    const int Pane = 4;

    static readonly Dictionary<string, Func<BigInteger, BigInteger>> Values = new(StringComparer.Ordinal)
    {
        ["account"] = a => a,
        ["0 - account + 1"] = a => 1 - a,
        ["account * account"] = a => a * a,
    };

    static readonly TopologyModel Topology = TopologyLoader.Parse(
        $$"""
        topology: test
        version: 1
        source:
          topic: events
          key: key
          id: id
          time: time
          fields: { id: string, time: timestamp, key: string, account: { type: int, optional: true } }
        features:
        {{string.Join(
            '\n',
            Features().Select(f =>
                $"  {f.Name}: {{ {f.Aggregate}: {f.Value}, per: key, over: {Over}s{(f.Pane ? $", pane: {Pane}s" : "")} }}"
            )
        )}}
        score:
          rule: "0.5"
          decide: { any: otherwise }
        output: { predictions: p, quarantine: q }
        lineage: { keep: 1d }
        """
    );

    static readonly Gen<long?> Accounts = Gen.Frequency(
        (6, Gen.Long[Account - 3, Account + 3].Select(a => (long?)a)),
        (1, Gen.Long[-2, 2].Select(a => (long?)a)),
        (1, Gen.Long.Select(a => (long?)a)),
        (1, Gen.Bool.Select(greatest => (long?)(greatest ? long.MaxValue : long.MinValue))),
        (1, Gen.Const((long?)null))
    );

    [Fact]
    public void Integers_are_added_up_to_the_last_digit_however_large() =>
        Gen.Select(Accounts.Array[1, 40], Gen.Int[0, 40])
            .Sample(
                (accounts, stopped) =>
                {
                    stopped = Math.Min(stopped, accounts.Length);
                    var first = Process(NewEngine(), accounts[..stopped], 1, out var snapshot);
                    var engine = NewEngine();
                    engine.Restore(snapshot);
                    var second = Process(engine, accounts[stopped..], 1 + stopped, out _);

                    foreach (var (name, aggregate, value, pane) in Features())
                    {
                        float[] actual = [.. Column(first, name), .. Column(second, name)];
                        for (var i = 0; i < accounts.Length; i++)
                        {
                            var inside = Inside(accounts, i + 1, pane).Select(Values[value]).ToList();
                            actual[i]
                                .ShouldBe(
                                    Expected(aggregate, inside),
                                    $"{name}, row {i} of {string.Join(' ', accounts)}, stored after {stopped}"
                                );
                        }
                    }
                },
                iter: 300
            );

    // Rows stand at seconds from 1; a window over panes reaches to the beginning of the pane in which it would begin.
    static IEnumerable<BigInteger> Inside(long?[] accounts, int second, bool pane)
    {
        var low = second - Over;
        if (pane)
            low = (((int)Math.Floor((double)low / Pane) + 1) * Pane) - 1;
        return accounts.Take(second).Index().Where(a => a.Index + 1 > low && a.Item is not null).Select(a => (BigInteger)a.Item!.Value);
    }

    static float Expected(string aggregate, List<BigInteger> inside)
    {
        var sum = ExactReference.Round(ExactReference.ToGrid(inside.Aggregate(BigInteger.Zero, (a, b) => a + b)));
        return aggregate switch
        {
            "sum" => (float)sum,
            _ when inside.Count == 0 => float.NaN,
            "mean" => (float)(sum / inside.Count),
            "min" => (float)ExactReference.Round(ExactReference.ToGrid(inside.Min())),
            "max" => (float)ExactReference.Round(ExactReference.ToGrid(inside.Max())),
            _ => inside.Count < 2 ? float.NaN : (float)ExactReference.Deviation([.. inside.Select(ExactReference.ToGrid)]),
        };
    }

    static IEnumerable<(string Name, string Aggregate, string Value, bool Pane)> Features() =>
        from aggregate in new[] { "sum", "mean", "stddev", "min", "max" }
        from value in Values.Keys.Index()
        from pane in new[] { false, true }
        select ($"{aggregate}_{value.Index}{(pane ? "_pane" : "")}", aggregate, value.Item, pane);

    static FeatureEngine NewEngine() => new(PlanCompiler.Compile(Topology).Stages.Single(), Topology);

    static RecordBatch? Process(FeatureEngine engine, long?[] accounts, int firstSecond, out byte[] snapshot)
    {
        var scored =
            accounts.Length == 0
                ? null
                : engine.Process(
                    IntegerRows.Build(Topology.Source, accounts, firstSecond),
                    labels: null,
                    [],
                    new Timestamp(1_000_000L * (firstSecond + accounts.Length - 1))
                );
        snapshot = engine.Capture()!.ToBytes();
        return scored;
    }

    static ReadOnlySpan<float> Column(RecordBatch? scored, string name) => scored is null ? [] : Columns.Float(scored, name);
}

using CsCheck;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Features.Tests.Engine;

/// <summary>Ids are integers that binary64 cannot tell apart beyond 2^53.</summary>
public sealed class IntegerDistinctTests
{
    const long Account = 1_541_815_603_606_036_480;

    static readonly TopologyModel Topology = TopologyLoader.Parse(
        """
        topology: test
        version: 1
        source:
          topic: events
          key: key
          id: id
          time: time
          fields: { id: string, time: timestamp, key: string, account: { type: int, optional: true } }
        features:
          accounts: { distinct: account, per: key, over: 1d }
          neighbours: { distinct: account + 1, per: key, over: 1d }
        score:
          rule: "0.5"
          decide: { any: otherwise }
        output: { predictions: p, quarantine: q }
        lineage: { keep: 1d }
        """
    );

    static readonly Gen<long?> Accounts = Gen.OneOf(
        Gen.Long[Account - 3, Account + 3].Select(a => (long?)a),
        Gen.Long[-2, 2].Select(a => (long?)a),
        Gen.Bool.Select(greatest => (long?)(greatest ? long.MaxValue : long.MinValue)),
        Gen.Const((long?)null)
    );

    [Fact]
    public void Different_integers_are_counted_as_different_however_large() =>
        Accounts
            .Array[1, 40]
            .Sample(accounts =>
            {
                var engine = new FeatureEngine(PlanCompiler.Compile(Topology).Stages.Single(), Topology);
                var scored = engine.Process(
                    IntegerRows.Build(Topology.Source, accounts),
                    labels: null,
                    [],
                    new Timestamp(1_000_000 * (accounts.Length + 1))
                )!;

                float[] expected = [.. accounts.Select((_, i) => (float)accounts.Take(i + 1).Where(a => a is not null).Distinct().Count())];
                Columns.Float(scored, "accounts").ToArray().ShouldBe(expected);
                Columns.Float(scored, "neighbours").ToArray().ShouldBe(expected);
            });
}

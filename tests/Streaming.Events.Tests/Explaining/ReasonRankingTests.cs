using CsCheck;
using Streaming.Events.Explaining;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Events.Tests.Explaining;

/// <summary>The weightiest reasons, held against sorting all of them.</summary>
public sealed class ReasonRankingTests
{
    const string Features = "a b c d e f";

    [Fact]
    public void The_weightiest_come_first_and_of_equals_the_one_declared_first()
    {
        var ranking = new ReasonRanking(
            Topology(
                """
                explain:
                  top: 3
                  reasons:
                    both: { features: [a, b], raises: up, lowers: down }
                    upwards: { features: [c], raises: up }
                    downwards: { features: [d], lowers: down }
                    fifth: { features: [e], raises: up, lowers: down }
                """
            )
        );
        // Small whole numbers, so that equal weights are common.
        Gen.Int[-3, 3]
            .Select(i => (float)i)
            .Array[6]
            .Sample(contributions =>
            {
                var ranked = new RankedReason[ranking.Top];
                var count = ranking.Rank(contributions, ranked);
                ranked.Take(count).Select(r => (ranking.Reasons[r.Reason].Code, r.By)).ShouldBe(Expected(contributions));
            });
    }

    [Fact]
    public void Where_nobody_said_how_features_speak_each_does_for_itself()
    {
        var ranking = new ReasonRanking(Topology("explain: every"));
        var ranked = new RankedReason[ranking.Top];
        ranking.Rank([0, 1, -5, 2, 0, -1], ranked).ShouldBe(4);
        ranked.Select(r => ranking.Reasons[r.Reason].Code).ShouldBe(["c", "d", "b", "f"]);
    }

    static IEnumerable<(string, double)> Expected(float[] c)
    {
        (string Code, double By)[] all =
        [
            ("both", (double)c[0] + c[1]),
            ("upwards", Math.Max(0, c[2])),
            ("downwards", Math.Min(0, c[3])),
            ("fifth", c[4]),
        ];
        return all.Where(r => r.By != 0).OrderByDescending(r => Math.Abs(r.By)).Take(3);
    }

    static TopologyModel Topology(string explain) =>
        TopologyLoader.Parse(
            $$"""
            topology: small
            source: { topic: t, key: k, id: i, time: at, fields: { k: string, i: string, at: timestamp, v: double } }
            features: { {{string.Join(", ", Features.Split(' ').Select((f, n) => $"{f}: v + {n}"))}} }
            score: { model: m, decide: { all: otherwise } }
            {{explain}}

            """
        );
}

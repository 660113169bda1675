using System.Text;
using Streaming.Cli.Tests.Setup;
using Streaming.Events.Time;
using Streaming.Publishing;
using Streaming.Publishing.Hostile;
using Streaming.Topology.Plan;

namespace Streaming.Publishing.Tests;

public sealed class HostileMixTests
{
    [Fact]
    public void Hostile_records_come_in_their_share_and_the_same_ones_every_time()
    {
        var first = Mixed(0.1);
        first.Count.ShouldBe(1100);
        first.ShouldBe(Mixed(0.1));
        Mixed(0).Count.ShouldBe(1000);
    }

    [Fact]
    public void Good_events_stay_as_they_are() =>
        Mixed(0.5).Where(r => r.StartsWith("E a {\"id\":\"", StringComparison.Ordinal)).Intersect(Mixed(0)).Count().ShouldBe(1000);

    [Fact]
    public void Every_kind_is_among_them_and_none_moves_a_clock()
    {
        var mix = new HostileMix(new Good(), Samples.Payments(), 1, 1);
        var record = new OutgoingRecord();
        var (nullKeys, nullValues, oversized, clockless) = (0, 0, 0, 0);
        while (mix.Read(record))
        {
            if (record.Time is null)
                clockless++;
            if (!record.HasKey)
                nullKeys++;
            if (!record.HasValue)
                nullValues++;
            if (record.Value.Length > 9_000_000)
                oversized++;
        }

        mix.Count.ShouldBe(1000);
        clockless.ShouldBe(1000);
        nullKeys.ShouldBeInRange(60, 70);
        nullValues.ShouldBeInRange(60, 70);
        oversized.ShouldBe(2);
    }

    static List<string> Mixed(double share) => Samples.Drain(new HostileMix(new Good(), Samples.Payments(), share, 1));

    sealed class Good : IRecordSource
    {
        int _next;

        public double? Fraction => null;

        public bool CarriesLabels => false;

        public bool Read(OutgoingRecord record)
        {
            if (_next == 1000)
                return false;
            record.Set(
                RowContent.Events,
                "a"u8,
                Encoding.UTF8.GetBytes($$"""{"id":"{{_next}}","at":"2024-01-01T00:00:00Z","account":"a","amount":{{_next}}.5}"""),
                new Timestamp(_next++)
            );
            return true;
        }
    }
}

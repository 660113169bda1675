using CsCheck;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Guarding;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Tests.Guarding;

/// <summary>Groups held against each other, against a plain count over all rows that were ever seen, and in other batches.</summary>
public sealed class DisparityBreakerTests
{
    static readonly string[] Names = ["a", "b", "c"];

    sealed record Row(long Second, bool Early, int Group, bool Good);

    static readonly Gen<Row[]> Rows = Gen.Select(
            Gen.Frequency((12, Gen.Int[0, 6]), (1, Gen.Int[30, 400]), (2, Gen.Int[-60, 0])),
            Gen.Frequency((15, Gen.Const(false)), (1, Gen.Const(true))),
            Gen.Int[-1, 2],
            Gen.Double[0, 1]
        )
        .Array[0, 300]
        .Select(steps =>
        {
            var (at, rows) = (1_700_000_000L, new List<Row>());
            foreach (var (step, early, group, luck) in steps)
            {
                rows.Add(new Row(early ? at + 100_000 : at + step, early, group, luck < 0.9 - 0.35 * group));
                if (!early && step > 0)
                    at += step;
            }

            return rows.ToArray();
        });

    static readonly Gen<DisparityGuard> Guards = Gen.Select(Gen.Long[300_000, 950_000], Gen.Int[2, 12], Gen.Int[1, 240], Gen.Int[1, 240])
        .Select(g => Guard(g.Item1, confidence: 900_000, g.Item2, TimeSpan.FromSeconds(g.Item3), TimeSpan.FromSeconds(g.Item4)));

    [Fact]
    public void It_does_what_a_plain_count_over_all_rows_says()
    {
        var trips = 0;
        Gen.Select(Guards, Rows)
            .Sample(
                (guard, rows) =>
                {
                    var (tripped, events) = Run(guard, [rows]);
                    tripped.ShouldBe(Plain(guard, rows));
                    Interlocked.Add(ref trips, events.Count(e => e.Kind == GuardEventKind.Tripped));
                },
                iter: 2_000
            );
        trips.ShouldBeGreaterThan(100, "else nothing was looked at");
    }

    /// <summary>Fails where a restart, or another batch size, would let other decisions out.</summary>
    [Fact]
    public void Batches_make_no_difference() =>
        Gen.Select(Guards, Rows, Gen.Int[1, 40])
            .Sample((guard, rows, size) => Run(guard, rows.Chunk(size)).Tripped.ShouldBe(Run(guard, [rows]).Tripped), iter: 1_000);

    [Fact]
    public void It_trips_with_its_evidence_and_recovers_when_the_groups_are_alike_again()
    {
        var guard = Guard(least: 800_000, confidence: 990_000, atLeast: 60, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        var events = new List<GuardEvent>();
        var breaker = new DisparityBreaker(guard, before: null, Timestamp.End, events);
        // Of a nine of ten, of b five of ten, one row of each a second; of c too few to tell.
        var row = 0;
        for (var second = 0; second < 500; second++)
        {
            Take(second, 0, second % 10 != 0);
            Take(second, 1, second % 2 == 0);
            if (second % 10 == 0)
                Take(second, 2, good: false);
        }

        var tripped = events.ShouldHaveSingleItem();
        (tripped.Guard, tripped.Kind).ShouldBe(("apart", GuardEventKind.Tripped));
        // At the end of a pane of ten seconds, with all that came before it.
        tripped.Trip.At.Micros.ShouldBe(60_000_000);
        (tripped.Trip.Counted, tripped.Trip.Of).ShouldBe((30, 60));
        tripped
            .Trip.Contrast.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                c => (c.Group, c.Other, c.OtherCounted, c.OtherOf).ShouldBe(("b", "a", 54, 60)),
                c => c.Highest.ShouldBeInRange(30.0 / 54, 0.8)
            );
        breaker.Save().Groups.Select(g => g.Guard).ShouldBe(["a", "b", "c"]);

        for (var second = 500; second < 2000; second++)
        {
            Take(second, 0, second % 10 != 0);
            Take(second, 1, second % 10 != 0);
        }

        events.Select(e => e.Kind).ShouldBe([GuardEventKind.Tripped, GuardEventKind.Extended, GuardEventKind.Recovered]);
        events[2].Trip.At.Micros.ShouldBe(1_260_000_000);
        Take(2000, 0, good: true).ShouldBeFalse();

        bool Take(int second, int group, bool good) => breaker.Takes(At(second), early: false, group, good, row++);
    }

    [Fact]
    public void Counting_begins_anew_where_something_else_is_counted_and_a_trip_holds()
    {
        var guard = Guard(least: 800_000, confidence: 990_000, atLeast: 10, TimeSpan.FromMinutes(10), TimeSpan.FromHours(10));
        var breaker = new DisparityBreaker(guard, before: null, Timestamp.End, []);
        for (var second = 0; second < 100; second++)
        {
            breaker.Takes(At(second), early: false, 0, counts: true, row: 0);
            breaker.Takes(At(second), early: false, 1, counts: false, row: 0);
        }

        var saved = breaker.Save();
        saved.Trip.ShouldNotBeNull();
        After(guard).Same(saved).ShouldBeTrue();
        foreach (var other in new[] { guard with { Within = TimeSpan.FromHours(1) }, guard with { Counted = ["bad"] } })
        {
            After(other).Groups.ShouldBeEmpty();
            After(other).Trip.ShouldBe(saved.Trip);
        }

        After(guard with { Attribute = guard.Attribute with { Text = "other" } }).Groups.ShouldBeEmpty();
        new DisparityBreaker(guard, saved, At(50), []).Save().Trip.ShouldBeNull("what lies beyond the watermark was forged");

        GuardState After(DisparityGuard other) => new DisparityBreaker(other, saved, Timestamp.End, []).Save();
    }

    static (List<bool> Tripped, List<GuardEvent> Events) Run(DisparityGuard guard, IEnumerable<Row[]> batches)
    {
        var (tripped, events, state) = (new List<bool>(), new List<GuardEvent>(), (GuardState?)null);
        foreach (var batch in batches)
        {
            var breaker = new DisparityBreaker(guard, state, Timestamp.End, events);
            foreach (var row in batch)
                tripped.Add(breaker.Takes(At(row.Second), row.Early, row.Group, row.Good, 0));
            state = breaker.Save();
        }

        return (tripped, events);
    }

    /// <summary>All rows are kept, and counted anew each time.</summary>
    static List<bool> Plain(DisparityGuard guard, Row[] rows)
    {
        var (tripped, seen, until, clock) = (new List<bool>(), new List<(long Pane, int Group, bool Good)>(), (long?)null, long.MinValue);
        foreach (var row in rows)
        {
            if (!row.Early)
            {
                var (time, pane) = (row.Second * 1_000_000, PaneOf(row.Second));
                if (time > clock)
                {
                    var ended = clock != long.MinValue && pane != PaneOf(clock / 1_000_000);
                    clock = time;
                    if (until is { } end ? time >= end : ended)
                        until = TooFar(pane) ? time + guard.For.Ticks / 10 : null;
                }

                if (row.Group >= 0 && pane > PaneOf(clock / 1_000_000) - LimitWindow.Panes)
                    seen.Add((pane, row.Group, row.Good));
            }

            tripped.Add(until is not null);
        }

        return tripped;

        long PaneOf(long second) => second * 1_000_000 / LimitWindow.PaneOf(guard.Within);

        bool TooFar(long newest)
        {
            var shares = seen.Where(s => s.Pane > newest - LimitWindow.Panes)
                .GroupBy(s => s.Group)
                .Where(g => g.Count() >= guard.AtLeast)
                .Select(g => new Share(g.Count(s => s.Good), g.Count()))
                .OrderBy(s => (decimal)s.Counted / s.Of)
                .ToList();
            if (shares.Count < 2 || shares[^1].Counted == 0)
                return false;
            // Of the highest and the lowest that are equal, those that come first in the order of groups.
            var byGroup = seen.Where(s => s.Pane > newest - LimitWindow.Panes)
                .GroupBy(s => s.Group)
                .OrderBy(g => g.Key)
                .Where(g => g.Count() >= guard.AtLeast)
                .Select(g => new Share(g.Count(s => s.Good), g.Count()))
                .ToList();
            var low = byGroup.First(s => (decimal)s.Counted / s.Of == (decimal)shares[0].Counted / shares[0].Of);
            var high = byGroup.First(s => (decimal)s.Counted / s.Of == (decimal)shares[^1].Counted / shares[^1].Of);
            var deviations = RateRatio.Deviations((1_000_000 - guard.Confidence) / 1e6 / (shares.Count * (shares.Count - 1)));
            return RateRatio.Score(low, high, guard.Least / 1e6) < -deviations;
        }
    }

    static DisparityGuard Guard(long least, long confidence, int atLeast, TimeSpan within, TimeSpan held) =>
        new("apart")
        {
            Attribute = new ProtectedAttribute("kind", new ColumnRef("kind", ExprType.String), "kind") { Values = Names },
            Counted = ["good"],
            Adverse = ["bad"],
            Least = least,
            Confidence = confidence,
            Within = within,
            AtLeast = atLeast,
            Then = "review",
            For = held,
        };

    static Timestamp At(long second) => new(second * 1_000_000);
}

using CsCheck;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Guarding;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Tests.Guarding;

/// <summary>A limit against a plain count over all rows that were ever seen, and against itself where rows come in other batches.</summary>
public sealed class LimitBreakerTests
{
    sealed record Row(long Second, bool Early, bool Counts);

    static readonly Gen<Row[]> Rows = Gen.Select(
            Gen.Frequency((12, Gen.Int[0, 20]), (1, Gen.Int[100, 900]), (3, Gen.Int[-150, 0])),
            Gen.Frequency((15, Gen.Const(false)), (1, Gen.Const(true))),
            Gen.Frequency((3, Gen.Const(false)), (2, Gen.Const(true)))
        )
        .Array[0, 120]
        .Select(steps =>
        {
            var (at, rows) = (1_700_000_000L, new List<Row>());
            foreach (var (step, early, counts) in steps)
            {
                // Backwards: late, or from a publisher that is behind.
                rows.Add(new Row(early ? at + 100_000 : at + step, early, counts));
                if (!early && step > 0)
                    at += step;
            }

            return rows.ToArray();
        });

    static readonly Gen<LimitGuard> Limits = Gen.Select(
        Gen.OneOf(
            Gen.Long[0, 12].Select(count => new MostOf(count, IsShare: false)),
            Gen.Long[1, 900_000].Select(share => new MostOf(share, IsShare: true))
        ),
        Gen.Int[1, 15],
        Gen.Int[1, 240],
        Gen.Int[1, 240],
        (most, least, within, held) => Limit(most, most.IsShare ? least : 1, TimeSpan.FromSeconds(within), TimeSpan.FromSeconds(held))
    );

    [Fact]
    public void It_does_what_a_plain_count_over_all_rows_says() =>
        Gen.Select(Limits, Rows).Sample((limit, rows) => Run(limit, [rows]).ShouldBe(Plain(limit, rows)), iter: 3_000);

    /// <summary>Fails where a restart, or another batch size, would let other decisions out.</summary>
    [Fact]
    public void Batches_make_no_difference() =>
        Gen.Select(Limits, Rows, Gen.Int[1, 40])
            .Sample((limit, rows, size) => Run(limit, rows.Chunk(size)).ShouldBe(Run(limit, [rows])), iter: 2_000);

    [Fact]
    public void A_burst_trips_it_with_its_evidence_and_it_recovers_when_the_burst_is_over()
    {
        var limit = Limit(new MostOf(3, IsShare: false), 1, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        var events = new List<GuardEvent>();
        var breaker = new LimitBreaker(limit, before: null, Timestamp.End, events);
        for (var row = 0; row < 3; row++)
            breaker.Takes(At(row), early: false, counts: true, row).ShouldBeFalse();
        breaker.Takes(At(3), early: false, counts: true, 3).ShouldBeTrue("the fourth is one too many");
        breaker.Takes(At(4), early: false, counts: false, 4).ShouldBeTrue();
        // Still three a minute where it would recover, and one more: it stays tripped.
        for (var row = 5; row < 9; row++)
            breaker.Takes(At(100 + row), early: false, counts: true, row).ShouldBeTrue();
        breaker.Takes(At(123), early: false, counts: true, 9).ShouldBeTrue();
        breaker.Takes(At(243), early: false, counts: true, 10).ShouldBeFalse();
        events.ShouldBe([
            new GuardEvent("burst", GuardEventKind.Tripped, 3, new GuardTrip(At(3), At(123), 4, 4)),
            new GuardEvent("burst", GuardEventKind.Extended, 9, new GuardTrip(At(123), At(243), 4, 4)),
            new GuardEvent("burst", GuardEventKind.Recovered, 10, new GuardTrip(At(243), At(243), 0, 0)),
        ]);
    }

    /// <summary>Fails where one date in 2100 disarms a guard for good, or keeps it tripped.</summary>
    [Fact]
    public void A_clock_that_was_forged_and_set_back_takes_what_was_counted_with_it()
    {
        var limit = Limit(new MostOf(0, IsShare: false), 1, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        var forged = new LimitBreaker(limit, before: null, Timestamp.End, []);
        forged.Takes(At(3_000_000), early: false, counts: true, 0).ShouldBeTrue();
        new LimitBreaker(limit, forged.Save(), At(3_000_001), []).Takes(At(3_000_001), early: false, counts: false, 0).ShouldBeTrue();
        new LimitBreaker(limit, forged.Save(), At(10), []).Takes(At(9), early: false, counts: false, 0).ShouldBeFalse();
    }

    [Fact]
    public void Another_window_or_decision_begins_to_count_anew_and_leaves_it_tripped()
    {
        var limit = Limit(new MostOf(1, IsShare: false), 1, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        var before = new LimitBreaker(limit, before: null, Timestamp.End, []);
        before.Takes(At(0), early: false, counts: true, 0);
        foreach (var other in new[] { limit with { Within = TimeSpan.FromMinutes(3) }, limit with { Decision = "other" } })
        {
            new LimitBreaker(limit, before.Save(), Timestamp.End, []).Takes(At(1), early: false, counts: true, 0).ShouldBeTrue();
            new LimitBreaker(other, before.Save(), Timestamp.End, []).Takes(At(1), early: false, counts: true, 0).ShouldBeFalse();
        }

        before.Takes(At(2), early: false, counts: true, 1).ShouldBeTrue();
        new LimitBreaker(limit with { Decision = "other" }, before.Save(), Timestamp.End, [])
            .Takes(At(3), early: false, counts: false, 0)
            .ShouldBeTrue();
    }

    static LimitGuard Limit(MostOf most, int least, TimeSpan within, TimeSpan held) =>
        new("burst")
        {
            Decision = "block",
            Most = most,
            Within = within,
            AtLeast = least,
            Then = "pass",
            For = held,
        };

    static Timestamp At(long second) => new((1_700_000_000 + second) * 1_000_000);

    /// <summary>One line a row: whether it was taken, and what happened with it.</summary>
    static List<string> Run(LimitGuard limit, IEnumerable<Row[]> batches)
    {
        var (lines, first) = (new List<string>(), 0);
        GuardState? state = null;
        foreach (var batch in batches)
        {
            var events = new List<GuardEvent>();
            var breaker = new LimitBreaker(limit, state, Timestamp.End, events);
            for (var row = 0; row < batch.Length; row++)
            {
                var taken = breaker.Takes(new Timestamp(batch[row].Second * 1_000_000), batch[row].Early, batch[row].Counts, row);
                var happened = events.Where(e => e.Row == row).Select(e => $"{e.Kind} {e.Trip.Counted}/{e.Trip.Of}");
                lines.Add($"{first + row} {taken} {string.Join(' ', happened)}");
            }

            first += batch.Length;
            state = breaker.Save();
        }

        return lines;
    }

    static List<string> Plain(LimitGuard limit, Row[] rows)
    {
        var pane = (long)Math.Ceiling(limit.Within.TotalMicroseconds / 60);
        var (lines, seen) = (new List<string>(), new List<Row>());
        var (clock, until) = (long.MinValue, (long?)null);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var happened = new List<string>();
            if (!row.Early)
            {
                if (row.Second > clock)
                {
                    clock = row.Second;
                    if (until <= clock)
                    {
                        var (over, said) = Judge();
                        until = over ? clock + (long)limit.For.TotalSeconds : null;
                        happened.Add($"{(over ? "Extended" : "Recovered")} {said}");
                    }
                }

                seen.Add(row);
                if (row.Counts && until is null && Judge() is (true, var why))
                {
                    until = clock + (long)limit.For.TotalSeconds;
                    happened.Add($"Tripped {why}");
                }
            }

            lines.Add($"{i} {until is not null} {string.Join(' ', happened)}");
        }

        return lines;

        (bool Over, string Said) Judge()
        {
            var newest = clock * 1_000_000 / pane;
            var within = seen.Where(r => r.Second * 1_000_000 / pane > newest - 60).ToList();
            var (counted, of) = (within.Count(r => r.Counts), within.Count);
            var over = limit.Most.IsShare
                ? of >= limit.AtLeast && (decimal)counted * 1_000_000 > (decimal)limit.Most.Amount * of
                : counted > limit.Most.Amount;
            return (over, $"{counted}/{of}");
        }
    }
}

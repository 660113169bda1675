using Streaming.Drift.Risk;

namespace Streaming.Drift.Tests.Risk;

/// <summary>Alarms where a model got worse, as seldom as stated where it did not, and the bounds are those of their definition.</summary>
public sealed class RiskTrackerTests
{
    static readonly RiskOptions Options = new(Alpha: 0.05, Tolerance: 0.1, ReferenceRows: 500);

    /// <summary>2,000 models that stay as good as they were: losses are few and large, many and small, or anything between.</summary>
    [Fact]
    public void A_model_that_stays_as_good_is_seldom_called_worse()
    {
        var wrong = 0;
        const int Models = 2000;
        for (var model = 0; model < Models; model++)
        {
            var random = new Random(model);
            var (rate, size) = (0.02 + 0.4 * random.NextDouble(), 0.1 + 0.9 * random.NextDouble());
            var tracker = new RiskTracker(Options with { Tolerance = 0 });
            for (var i = 0; i < 3000; i++)
                wrong += tracker.Add(random.NextDouble() < rate ? size : 0.01) ? 1 : 0;
        }

        wrong.ShouldBeLessThanOrEqualTo((int)(Options.Alpha * Models));
    }

    [Theory]
    [InlineData(0.02, 0.06, 3000)]
    [InlineData(0.1, 0.2, 1700)]
    [InlineData(0.3, 0.6, 250)]
    public void A_model_that_got_worse_is_called_so_once(double before, double after, int within)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var tracker = new RiskTracker(Options with { ReferenceRows = 2000 });
            const int Change = 4000;
            var alarms = Enumerable
                .Range(0, 8000)
                .Where(i => tracker.Add(random.NextDouble() < (i < Change ? before : after) ? 1 : 0))
                .ToArray();
            alarms.ShouldHaveSingleItem().ShouldBeInRange(Change, Change + within);
            tracker.IsWorse.ShouldBeTrue();
            tracker.LowerBound.ShouldBeInRange(tracker.Limit!.Value, after);
        }
    }

    /// <summary>What comes is other than before, and as easy or easier: losses are spread otherwise, and their mean is no higher.</summary>
    [Fact]
    public void A_change_that_does_no_harm_is_let_pass()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var tracker = new RiskTracker(Options);
            for (var i = 0; i < 6000; i++)
            {
                var loss = i < 2000 ? (random.NextDouble() < 0.1 ? 1 : 0) : 0.2 * random.NextDouble();
                tracker.Add(loss).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void A_model_may_get_worse_by_the_tolerance()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var tracker = new RiskTracker(Options with { Tolerance = 1 });
            for (var i = 0; i < 8000; i++)
                tracker.Add(random.NextDouble() < (i < 500 ? 0.1 : 0.19) ? 1 : 0).ShouldBeFalse();
        }
    }

    /// <summary>The lower bound against its definition: each bet from each possible start on, as a product.</summary>
    [Fact]
    public void The_lower_bound_is_that_of_its_definition()
    {
        var random = new Random(3);
        var losses = Enumerable.Range(0, 500).Select(i => i < 300 ? 0.2 * random.NextDouble() : random.NextDouble()).ToArray();
        var tracker = new RiskTracker(Options with { ReferenceRows = 60 });
        foreach (var loss in losses.Take(60))
            tracker.Add(loss);
        var live = new List<double>();
        foreach (var loss in losses.Skip(60))
        {
            tracker.Add(loss);
            live.Add(loss);
            if (live.Count % 20 == 0 && !tracker.IsWorse)
                NaiveRisk.LowerBound(live, tracker.Limit!.Value, Options.Alpha / 2).ShouldBe(tracker.LowerBound, 1e-12);
        }

        live.Count.ShouldBeGreaterThan(400);
        tracker.IsWorse.ShouldBeTrue();
    }

    /// <summary>The reference's upper bound is above the mean in at least all but alpha of the samples, and not far above it.</summary>
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.3)]
    public void The_references_bound_covers_the_mean(double rate)
    {
        const int Samples = 300;
        var (below, sum) = (0, 0.0);
        for (var sample = 0; sample < Samples; sample++)
        {
            var random = new Random(sample);
            var upper = ReferenceRisk.Upper([.. Enumerable.Range(0, 500).Select(_ => random.NextDouble() < rate ? 1.0 : 0)], 0.05);
            below += upper < rate ? 1 : 0;
            sum += upper;
        }

        below.ShouldBeLessThanOrEqualTo((int)(0.05 * Samples));
        (sum / Samples).ShouldBeLessThan(rate + 5 * Math.Sqrt(rate * (1 - rate) / 500));
    }

    [Fact]
    public void Saved_and_restored_anywhere_it_says_the_same()
    {
        var random = new Random(5);
        var losses = Enumerable.Range(0, 2500).Select(i => random.NextDouble() * (i < 1500 ? 0.2 : 0.8)).ToArray();
        var (whole, pieces) = (new RiskTracker(Options), new RiskTracker(Options));
        foreach (var (i, loss) in losses.Index())
        {
            whole.Add(loss).ShouldBe(pieces.Add(loss));
            if (i % 97 == 0)
                pieces = RiskTracker.Restore(pieces.Save());
        }

        pieces.Save().ShouldBe(whole.Save());
        whole.IsWorse.ShouldBeTrue();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(900)]
    public void Damaged_state_is_refused_or_read_and_breaks_nothing(int losses)
    {
        var random = new Random(7);
        var tracker = new RiskTracker(Options);
        for (var i = 0; i < losses; i++)
            tracker.Add(random.NextDouble());
        var saved = tracker.Save();
        for (var i = 0; i < 5000; i++)
        {
            var damaged = saved[..(i % 3 == 0 ? random.Next(saved.Length) : saved.Length)];
            if (damaged.Length > 0)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                RiskTracker.Restore(damaged).Add(0.5);
            }
            catch (InvalidDataException) { }
        }
    }
}

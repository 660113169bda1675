using CsCheck;
using Streaming.Drift.Columns;

namespace Streaming.Drift.Tests.Columns;

/// <summary>Many columns at once: one rate of false alarms for all, and the ones at fault named.</summary>
public sealed class ColumnsDetectorTests
{
    const int Columns = 8;
    static readonly string[] Names = [.. Enumerable.Range(0, Columns).Select(i => $"c{i}")];
    static readonly ColumnsOptions Options = new(RunLength: 2000, ReferenceRows: 500);

    /// <summary>Columns that hang together, are skewed, of few values, and often missing.</summary>
    static float[] Row(Random random)
    {
        var common = (float)random.NextDouble();
        var row = new float[Columns];
        for (var i = 0; i < Columns; i++)
        {
            row[i] = (i % 4) switch
            {
                0 => common + (float)random.NextDouble(),
                1 => MathF.Pow((float)random.NextDouble(), 6),
                2 => random.Next(3),
                _ => random.NextDouble() < 0.3 ? float.NaN : common,
            };
        }

        return row;
    }

    /// <summary>Mean over runs of when it first alarms, cut at five times the stated length, which only makes it smaller.</summary>
    [Fact]
    public void False_alarms_of_all_columns_together_are_as_rare_as_stated()
    {
        double sum = 0;
        const int Runs = 40;
        for (var run = 0; run < Runs; run++)
        {
            var random = new Random(100 + run);
            var detector = new ColumnsDetector(Names, Options);
            var watched = 0;
            while (watched < 5 * Options.RunLength && detector.Add(Row(random)) is null)
                watched += detector.ToLearn == 0 ? 1 : 0;
            sum += watched;
        }

        (sum / Runs).ShouldBeGreaterThanOrEqualTo(Options.RunLength);
    }

    /// <summary>Its place, its spread, or how often it is missing: each change is found, and the column named alone.</summary>
    [Theory]
    [InlineData("place", 0)]
    [InlineData("spread", 1)]
    [InlineData("missing", 3)]
    [InlineData("infinite", 2)]
    public void A_column_that_changes_is_named(string change, int column)
    {
        var random = new Random(5);
        var detector = new ColumnsDetector(Names, Options);
        var alarms = new List<ColumnsAlarm>();
        for (var i = 0; i < 6000; i++)
        {
            var row = Row(random);
            if (i >= 2000)
            {
                row[column] = change switch
                {
                    "place" => row[column] + 0.5f,
                    "spread" => random.NextDouble() < 0.5 ? 0 : 1,
                    "missing" => random.NextDouble() < 0.6 ? float.NaN : row[column],
                    _ => float.PositiveInfinity,
                };
            }

            if (detector.Add(row) is { } alarm)
                alarms.Add(alarm);
        }

        // Once a change: what came with it is what is expected from then on.
        var only = alarms.ShouldHaveSingleItem();
        only.Row.ShouldBeInRange(2001, 2600);
        only.Culprits.Select(c => c.Column).ShouldBe([$"c{column}"]);
        detector.States().MaxBy(s => s.Stability)!.Column.ShouldBe($"c{column}");
    }

    [Fact]
    public void A_column_that_never_varied_and_then_does_is_named()
    {
        var detector = new ColumnsDetector(["constant", "other"], Options);
        var random = new Random(6);
        ColumnsAlarm? alarm = null;
        for (var i = 0; i < 3000 && alarm is null; i++)
            alarm = detector.Add([i < 1000 ? 7 : 8, (float)random.NextDouble()]);
        alarm!.Row.ShouldBeInRange(1001, 1100);
        alarm.Culprits.Select(c => c.Column).ShouldBe(["constant"]);
    }

    /// <summary>What is kept of it saves work, and changes no bit of the evidence: neither what is added up late, nor bets that are no
    /// longer made because nothing would come of them.</summary>
    [Fact]
    public void The_evidence_is_that_of_its_bets_one_by_one()
    {
        var options = new ColumnsOptions(RunLength: 1e12, ReferenceRows: 500);
        var detector = new ColumnsDetector(["skewed", "few", "rarely missing", "often missing"], options);
        var random = new Random(8);
        var reference = new List<float[]>();
        NaiveBets[] naive = [];
        for (var i = 0; i < 20_000; i++)
        {
            float[] row =
            [
                MathF.Pow((float)random.NextDouble(), 6),
                random.Next(3),
                i is 9_000 or > 19_996 ? float.NaN : (float)random.NextDouble(),
                random.NextDouble() < 0.3 ? float.NaN : (float)random.NextDouble(),
            ];
            detector.Add(row).ShouldBeNull();
            if (i < options.ReferenceRows)
                reference.Add(row);
            else
                naive.Index().ToList().ForEach(n => n.Item.Add(row[n.Index]));
            if (i == options.ReferenceRows - 1)
                naive = [.. row.Index().Select(c => new NaiveBets([.. reference.Select(r => (double)r[c.Index])]))];
            if (i % 1000 == 999)
                detector.States().Select(s => s.Evidence).ShouldBe(naive.Select(n => n.Evidence));
        }

        ColumnsDetector.Restore(detector.Save()).States().Select(s => s.Evidence).ShouldBe(naive.Select(n => n.Evidence));
    }

    [Fact]
    public void Only_every_so_manieth_row_is_looked_at()
    {
        var (all, some) = (new ColumnsDetector(["a"], Options), new ColumnsDetector(["a"], Options with { Every = 3 }));
        var random = new Random(7);
        var alarms = (All: new List<long>(), Some: new List<long>());
        for (var i = 0; i < 3000; i++)
        {
            var value = (float)random.NextDouble() + (i > 1000 ? 0.5f : 0);
            if (all.Add([value]) is { } one)
                alarms.All.Add(one.Row);
            for (var repeat = 0; repeat < 3; repeat++)
            {
                // What is in between does not matter.
                if (some.Add([repeat == 0 ? value : 1e9f]) is { } other)
                    alarms.Some.Add(other.Row);
            }
        }

        alarms.All.Count.ShouldBe(1);
        alarms.Some.ShouldBe(alarms.All.Select(row => 3 * (row - 1) + 1));
    }

    [Fact]
    public void Whenever_it_is_saved_the_same_alarms_follow() =>
        (from seed in Gen.Int[0, 1000] from at in Gen.Int[0, 2500] select (seed, at)).Sample(
            t =>
            {
                var options = new ColumnsOptions(RunLength: 200, ReferenceRows: 300);
                var (whole, parted) = (new ColumnsDetector(Names, options), new ColumnsDetector(Names, options));
                var random = new Random(t.seed);
                for (var i = 0; i < 2500; i++)
                {
                    if (i == t.at)
                    {
                        var saved = parted.Save();
                        parted = ColumnsDetector.Restore(saved);
                        parted.Save().ShouldBe(saved);
                    }

                    var row = Row(random);
                    row[i / 500] += i / 500;
                    var (expected, actual) = (whole.Add(row), parted.Add(row));
                    (actual?.Row, actual?.Evidence).ShouldBe((expected?.Row, expected?.Evidence));
                    (actual?.Culprits ?? []).ShouldBe(expected?.Culprits ?? []);
                }

                parted.Save().ShouldBe(whole.Save());
            },
            iter: 12
        );

    [Theory]
    [InlineData(50)]
    [InlineData(900)]
    public void Damaged_state_is_refused_or_harmless(int rows)
    {
        var alive = new ColumnsDetector(["a", "b"], new ColumnsOptions(RunLength: 1000, ReferenceRows: 100));
        var random = new Random(9);
        for (var i = 0; i < rows; i++)
            alive.Add([(float)random.NextDouble(), random.Next(3)]);
        var saved = alive.Save();
        Gen.Select(Gen.Int[0, saved.Length - 1], Gen.Byte, Gen.Int[0, saved.Length - 1], Gen.Byte)
            .Sample(
                t =>
                {
                    byte[] damaged = [.. saved];
                    damaged[t.Item1] = t.Item2;
                    damaged[t.Item3] = t.Item4;
                    Harmless(damaged);
                },
                iter: 500
            );
        for (var length = 0; length < saved.Length; length += 7)
            Should.Throw<InvalidDataException>(() => ColumnsDetector.Restore(saved.AsSpan(0, length)));
        Gen.Byte.Array[0, 300].Sample(Harmless);
    }

    static void Harmless(byte[] state)
    {
        ColumnsDetector restored;
        try
        {
            restored = ColumnsDetector.Restore(state);
        }
        catch (InvalidDataException)
        {
            return;
        }

        var row = new float[restored.Names.Count];
        for (var i = 0; i < 300; i++)
        {
            Array.Fill(row, i % 3 == 0 ? float.NaN : i);
            restored.Add(row);
        }

        restored.States();
        restored.Save();
    }

    [Theory]
    [InlineData(1, 2000, 1)]
    [InlineData(double.NaN, 2000, 1)]
    [InlineData(1000, 99, 1)]
    [InlineData(1000, 2000, 0)]
    public void Options_out_of_range_are_refused(double runLength, int reference, int every) =>
        Should.Throw<ArgumentException>(() => new ColumnsDetector(["a"], new ColumnsOptions(runLength, reference, every)));
}

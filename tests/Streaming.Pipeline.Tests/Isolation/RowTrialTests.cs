using Apache.Arrow;
using CsCheck;
using Streaming.Events.Rows;
using Streaming.Pipeline.Isolation;
using Streaming.Pipeline.Tests.Scoring;

namespace Streaming.Pipeline.Tests.Isolation;

public sealed class RowTrialTests
{
    static readonly Action Passing = () => { };
    static readonly Action Failing = () => throw new InvalidOperationException("outside");

    /// <summary>Fails where one is missed, or where a row that only lay beside one is taken for one.</summary>
    [Fact]
    public void Those_that_fail_alone_are_found() =>
        Gen
            .Bool.Array[2, 200]
            .Where(bad => bad.Contains(true) && bad.Take(64).Contains(false))
            .Sample(bad => Find(bad, Failing).ShouldBe(bad.Index().Where(b => b.Item).Select(b => b.Index)));

    /// <summary>Fails where a model that fails on everything empties its topic into quarantine, a batch at a time.</summary>
    [Fact]
    public void Where_every_row_fails_it_is_the_rows_only_if_another_one_passes()
    {
        bool[] bad = [true, true, true];
        Find(bad, outside: null).ShouldBeEmpty();
        Find(bad, Failing).ShouldBeEmpty();
        Find(bad, Passing).ShouldBe([0, 1, 2]);
        Find([true], Passing).ShouldBe([0]);
    }

    /// <summary>Fails where every row of a large batch is tried although nothing passes: a stage that waits for another model would do
    /// little else.</summary>
    [Fact]
    public void Nothing_that_passes_is_sought_in_a_few_places()
    {
        var tried = 0;
        new RowTrial(Rows(10_000), _ =>
        {
            tried++;
            throw new InvalidOperationException();
        }).Find(outside: null).ShouldBeEmpty();
        tried.ShouldBeLessThan(100);
    }

    /// <summary>Fails where a batch that is too large for the model costs its rows.</summary>
    [Fact]
    public void Where_each_row_passes_alone_it_is_the_batch() => new RowTrial(Rows(9), part =>
        {
            if (part.Length > 4)
                throw new InvalidOperationException("too many");
        }).Find(Passing).ShouldBeEmpty();

    /// <summary>Fails where rows are taken for bad that were met by a fault which has passed: whatever fails once, or for a while, must not
    /// cost them.</summary>
    [Fact]
    public void A_fault_that_passes_by_itself_costs_no_row() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[1, 60])
            .Sample(
                (from, count) =>
                {
                    var attempts = 0;
                    var found = new RowTrial(Rows(16), part =>
                    {
                        var attempt = attempts++;
                        if (Columns.Float(part, "x").IndexOf(5f) >= 0 || (attempt >= from && attempt < from + count))
                            throw new InvalidOperationException();
                    }).Find(outside: null).Select(f => f.Row).ToList();
                    found.ShouldBeSubsetOf([5]);
                }
            );

    /// <summary>Fails where a row is blamed for a stage that is being stopped.</summary>
    [Fact]
    public void Being_stopped_is_no_rows_fault() =>
        Should.Throw<OperationCanceledException>(() => new RowTrial(Rows(3), _ => throw new OperationCanceledException()).Find(Passing));

    static List<int> Find(bool[] bad, Action? outside)
    {
        var found = new RowTrial(Rows(bad.Length), part =>
        {
            foreach (var row in Columns.Float(part, "x"))
            {
                if (bad[(int)row])
                    throw new InvalidOperationException($"row {row}");
            }
        }).Find(outside);
        found.ShouldAllBe(f => f.Fault.Message == $"row {f.Row}");
        return [.. found.Select(f => f.Row)];
    }

    static RecordBatch Rows(int count) => ScoringRows.Of([.. Enumerable.Range(0, count).Select(i => (float)i)]);
}

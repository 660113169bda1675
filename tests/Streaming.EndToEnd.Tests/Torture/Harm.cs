using Apache.Arrow;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Torture.Checking;

namespace Streaming.EndToEnd.Tests.Torture;

/// <summary>What can happen to one of a row of things.</summary>
public enum Harm
{
    Removed,
    Doubled,

    /// <summary>It and the one after it have changed places.</summary>
    Reordered,
}

/// <summary>Copies of topics and of lineage in which one thing is not as it was.</summary>
static class Harmed
{
    /// <summary>The places of what is left, in order.</summary>
    public static int[] Places(int count, int at, Harm harm)
    {
        var places = Enumerable.Range(0, count).ToList();
        if (harm == Harm.Removed)
            places.RemoveAt(at);
        else if (harm == Harm.Doubled)
            places.Insert(at, at);
        else
            (places[at], places[at + 1]) = (places[at + 1], places[at]);
        return [.. places];
    }

    /// <summary>The rows at these places.</summary>
    public static RecordBatch Rows(RecordBatch rows, int[] places) =>
        new(
            rows.Schema,
            rows.Schema.FieldsList.Select(
                (_, i) => ArrowArrayConcatenator.Concatenate([.. places.Select(p => ArrowArrayFactory.Slice(rows.Column(i), p, 1))])
            ),
            places.Length
        );

    /// <summary>The rows with another value in one column of one of them.</summary>
    public static RecordBatch Altered(RecordBatch rows, string column, int row, Func<IArrowArray, IArrowArray> other)
    {
        var at = rows.Schema.GetFieldIndex(column);
        var values = ArrowArrayConcatenator.Concatenate([
            .. Enumerable.Range(0, rows.Length).Select(r => r == row ? other(Cell(r)) : Cell(r)),
        ]);
        return new RecordBatch(rows.Schema, rows.Schema.FieldsList.Select((_, i) => i == at ? values : rows.Column(i)), rows.Length);

        IArrowArray Cell(int place) => ArrowArrayFactory.Slice(rows.Column(at), place, 1);
    }

    /// <summary>Appends all lineage to an empty database, with the texts of topologies and the models, some of its tables being
    /// others.</summary>
    /// <param name="from">Its database.</param>
    /// <param name="to">The empty one.</param>
    /// <param name="topology">Its topology.</param>
    /// <param name="change">What becomes of a batch's tables.</param>
    public static async Task CopyAsync(
        string from,
        string to,
        string topology,
        Func<LineageBatch, List<LineageTable>, List<LineageTable>> change
    )
    {
        await using var source = new LineageStore(from);
        await using var target = new LineageStore(to);
        await target.EnsureSchemaAsync();
        foreach (var text in await source.Topologies.ReadAsync(topology))
            await target.Topologies.RecordAsync(topology, text.Version, text.Text, text.Follows.ToList(), text.RecordedAt);
        await CopyModelsAsync(from, to);
        foreach (var summary in await source.ListStreamsAsync(topology))
        {
            var tail = LineageTail.Start(summary.Stream);
            await foreach (var batch in source.ReadAsync(summary.Stream, 1, long.MaxValue))
            {
                var tables = change(batch, [.. batch.Tables.Select(name => new LineageTable(name, batch.Table(name)!))]);
                var prepared = PreparedBatch.Create(tail, batch.Header, tables);
                (await target.AppendAsync([prepared])).AllAppended.ShouldBeTrue();
                tail = prepared.Tail;
            }
        }
    }

    static async Task CopyModelsAsync(string from, string to)
    {
        using var source = new ModelRegistry(from, TimeProvider.System);
        using var target = new ModelRegistry(to, TimeProvider.System);
        await target.EnsureSchemaAsync();
        foreach (var model in await source.ListAsync())
        {
            await target.RegisterAsync(model.Name, await source.LoadAsync(model.Hash, CancellationToken.None), model.Description);
            await target.PromoteAsync(model.Name, model.Version);
        }
    }
}

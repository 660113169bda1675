using CsCheck;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Tests.Ordering;

/// <summary>Everything one input will ever bring: an outside topic's records, or a channel's messages.</summary>
sealed record InputLog(InputKind Kind, RowContent Content, IReadOnlyList<Item> Items, IReadOnlyList<int> MessageSizes)
{
    /// <summary>Pieces from a position on; outside topics are cut anew at random, messages stay as they are.</summary>
    public IEnumerable<MergeSlice> Pieces(InputPosition from, Random random)
    {
        if (Kind == InputKind.Channel)
        {
            foreach (var message in Messages().Where(m => m.MessageOffset >= from.NextOffset))
                yield return message;
            yield break;
        }
        var items = Items.Where(i => i.Offset >= from.NextOffset).ToList();
        for (var i = 0; i < items.Count; )
        {
            var count = Math.Min(random.Next(1, 8), items.Count - i);
            yield return Ordering.Items.Slice(items.GetRange(i, count));
            i += count;
        }
    }

    IEnumerable<MergeSlice> Messages()
    {
        var rows = Items.Where(i => i.Kind == ItemKind.Row).ToList();
        var offset = 0L;
        var taken = 0;
        var reached = 0L;
        foreach (var size in MessageSizes)
        {
            var message = rows.Skip(taken).Take(size).ToList();
            taken += message.Count;
            reached = message.Where(r => r.Flags != RowFlags.Early).Select(r => r.Time).Append(reached).Max();
            yield return Ordering.Items.Message(offset++, message, taken == rows.Count ? Watermark.Idle.Micros : reached);
        }
        yield return Ordering.Items.Message(offset, rows.Skip(taken).ToList(), Watermark.Idle.Micros);
    }

    /// <summary>Rows in event-time order with frequent ties, rejected records and honest watermarks.</summary>
    public static Gen<InputLog> Ordered(RowContent content, string ids) => From(content, ids, Gen.Int[0, 40], disorder: false);

    /// <summary>The same with late rows, outliers, and watermarks that are not kept.</summary>
    public static Gen<InputLog> Disordered(RowContent content, string ids) => From(content, ids, Gen.Int[0, 150], disorder: true);

    static Gen<InputLog> From(RowContent content, string ids, Gen<int> step, bool disorder) =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, 99], step, Gen.Int[-60, 3_000]).Array[0, 60], Gen.Int[0, 6].Array[0, 12])
            .Select((channel, steps, sizes) => Make(channel, content, ids, steps, sizes, disorder));

    static InputLog Make(bool channel, RowContent content, string ids, (int Dice, int Step, int Jump)[] steps, int[] sizes, bool disorder)
    {
        var kind =
            channel ? InputKind.Channel
            : content == RowContent.Labels ? InputKind.Labels
            : InputKind.Source;
        var items = new List<Item> { Ordering.Items.Mark(0, 0) };
        var time = 0L;
        foreach (var (dice, step, jump) in steps)
        {
            var offset = items[^1].Offset + 1 + (dice % 3);
            if (dice < 50)
                time += step;
            items.Add(
                dice switch
                {
                    < 10 => Ordering.Items.Rejected(offset),
                    < 20 => Ordering.Items.Mark(offset, time),
                    < 30 when disorder => Outlier(offset, time + jump, ids),
                    _ => Ordering.Items.Row(offset, time, ids + dice + "-" + offset),
                }
            );
        }
        items.Add(Ordering.Items.Mark(items[^1].Offset + 1, time + 1));
        items.Add(Ordering.Items.Idle(items[^1].Offset + 1));
        return new InputLog(kind, content, items, sizes);
    }

    // Upstream would have marked what is far ahead; outside topics ignore the mark of a record's producer.
    static Item Outlier(long offset, long time, string ids) =>
        Ordering.Items.Row(offset, time, ids + "o" + offset) with
        {
            Flags = time % 3 == 0 ? RowFlags.Early : RowFlags.None,
        };
}

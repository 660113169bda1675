using System.Globalization;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Retention;

/// <summary>What was removed of one stream, and under which statement.</summary>
/// <param name="Cut">The stream's part of it.</param>
/// <param name="Statement">The whole statement.</param>
public sealed record RecordedCut(StreamCut Cut, CutStatement Statement)
{
    /// <summary>For whoever asks for a batch that is gone: when, under which rule, by whom, and where it is now.</summary>
    public string Tell()
    {
        var made = Statement.MadeAt.ToDateTimeOffset();
        var by = Statement.By is { } who ? $" by {who}" : "";
        var where = Cut.Archive is { } file ? $"It is archived in {file}." : "It was not archived.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"removed on {made:yyyy-MM-dd HH:mm:ss} UTC{by}, since lineage of {Statement.Topology} is kept for {Statement.Keep}. {where}"
        );
    }
}

/// <summary>What was removed of a topology's lineage so far.</summary>
public sealed class LineageCuts
{
    readonly Dictionary<string, RecordedCut> _last;

    internal LineageCuts(IReadOnlyList<CutStatement> statements)
    {
        Statements = statements.Count;
        All = [.. statements.SelectMany(s => s.Streams, (s, cut) => new RecordedCut(cut, s))];
        _last = All.GroupBy(c => c.Cut.Stream, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.MaxBy(c => c.Cut.First)!, StringComparer.Ordinal);
    }

    /// <summary>Nothing was removed.</summary>
    public static LineageCuts None { get; } = new([]);

    /// <summary>So many statements were recorded.</summary>
    internal int Statements { get; }

    /// <summary>In the order in which they were recorded.</summary>
    public IReadOnlyList<RecordedCut> All { get; }

    /// <summary>The last one of a stream; null: it is whole.</summary>
    public RecordedCut? Of(StreamKey stream) => _last.GetValueOrDefault(stream.ToString());

    /// <summary>First version that is kept.</summary>
    public long FirstOf(StreamKey stream) => Of(stream)?.Cut.First ?? 1;

    /// <summary>The cut that removed a version; null: none did.</summary>
    public RecordedCut? Removed(StreamKey stream, long version) =>
        All.FirstOrDefault(c => c.Cut.Stream == stream.ToString() && version < c.Cut.First);
}

using Streaming.Drift.Columns;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Following;
using Streaming.Lineage.Store;
using Streaming.Topology;

namespace Streaming.Lineage.Monitoring;

/// <summary>
/// Follows the scored rows of a topology and watches features and score, each stream by itself and in order, so that it finds the same
/// whoever computes it, and whenever. What the rows are compared with is the first rows that the deciding version scored in the stream.
/// </summary>
public sealed class DriftFollower
{
    /// <summary>Of its positions and its lease.</summary>
    public const string Name = "drift";

    static readonly ModelInRole Rule = new(ModelRole.Rule, "", 0, "");

    readonly LineageStore _store;
    readonly string _topology;
    readonly ColumnsOptions _options;
    readonly DriftTables _tables;
    readonly LineageFollower _follower;

    // Streams as they are after the last batch that this process handled; another one may have gone on, which its version tells.
    readonly Dictionary<StreamKey, (long Handled, WatchedStream? Stream)> _known = [];

    /// <param name="store">Where lineage is.</param>
    /// <param name="topology">Name of the topology.</param>
    /// <param name="options">How columns are watched.</param>
    /// <param name="following">How often it looks, and its lease.</param>
    public DriftFollower(LineageStore store, string topology, ColumnsOptions options, FollowerOptions? following = null)
    {
        (_store, _topology, _options) = (store, topology, options);
        _tables = new DriftTables(new WatchTables(store, Name, topology));
        _follower = new LineageFollower(store, Name, topology, following);
    }

    /// <summary>Watches until stopped, as the only process that does.</summary>
    /// <exception cref="StreamingException">What is there was begun with other options.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await RefuseOtherOptionsAsync(stop);
        await _follower.RunAsync(_tables.Handler(HandleAsync), stop);
    }

    /// <summary>Watches up to the end that lineage has now.</summary>
    /// <param name="advanced">Told how many of how many batches are handled.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">What is there was begun with other options.</exception>
    public async Task CatchUpAsync(Action<long, long>? advanced = null, CancellationToken stop = default)
    {
        await RefuseOtherOptionsAsync(stop);
        await _follower.CatchUpAsync(_tables.Handler(HandleAsync), await _store.ListStreamsAsync(_topology, stop), advanced, stop);
    }

    /// <summary>What is known of each stream.</summary>
    public async Task<IReadOnlyList<WatchedStream>> StreamsAsync(CancellationToken stop = default) => await _tables.ReadAsync(stop);

    /// <summary>All alarms, by stream and row.</summary>
    public async Task<IReadOnlyList<DriftAlarm>> AlarmsAsync(CancellationToken stop = default) => await _tables.AlarmsAsync(stop);

    /// <summary>Forgets what was found, so that everything is looked at again. No process may be watching.</summary>
    public Task ForgetAsync(CancellationToken stop = default) => _tables.ForgetAsync(stop);

    async Task RefuseOtherOptionsAsync(CancellationToken stop)
    {
        if ((await _tables.ReadAsync(stop)).Find(s => s.Detector.Options != _options) is not { } other)
            return;
        throw new StreamingException(
            $"{_topology} is watched with other settings: {Words(other.Detector.Options)}, not {Words(_options)}. "
                + "Give the same, or begin anew."
        );
    }

    static string Words(ColumnsOptions options) =>
        $"an average run length of {options.RunLength:N0} rows, a reference of {options.ReferenceRows:N0}, every {options.Every:N0}. row";

    async Task HandleAsync(IReadOnlyList<LineageBatch> batches, WatchTransaction transaction, CancellationToken stop)
    {
        var before = await KnownAsync(batches[0].Stream, batches[0].Version, transaction, stop);
        // Detectors change as rows come in: until all is written, nothing is known of the stream.
        _known.Remove(batches[0].Stream);
        var watched = before;
        foreach (var batch in batches)
            watched = await WatchAsync(batch, watched, transaction, stop);
        if (watched is not null && watched != before)
            await DriftTables.SaveAsync(transaction, watched, stop);
        _known[batches[0].Stream] = (batches[^1].Version, watched);
    }

    /// <returns>The stream after a batch; as it was, where nothing was decided in it.</returns>
    async Task<WatchedStream?> WatchAsync(LineageBatch batch, WatchedStream? watched, WatchTransaction transaction, CancellationToken stop)
    {
        using var rows = batch.Table(TableNames.Rows);
        if (rows is null || ScoredColumns.Of(rows) is not { } columns)
            return watched;
        var model = batch.Header.Model ?? Rule;
        var detector =
            watched is not null && Continues(watched, model, columns) ? watched.Detector : new ColumnsDetector(columns.Names, _options);
        var (first, width) = (detector.ToNextLook, columns.Names.Count);
        var values = first < columns.Length ? columns.Rows(first, _options.Every) : [];
        for (var (i, at) = (0, 0); i < columns.Length; i++)
        {
            if (!detector.LooksAtNext)
            {
                detector.Skip();
                continue;
            }

            at += width;
            if (detector.Add(values.AsSpan(at - width, width)) is not { } alarm)
                continue;
            var record = new LineageId(batch.Stream, batch.Version, i);
            var told = new DriftAlarm(
                record,
                Columns.Times(rows, SystemColumns.EventTime)[i],
                model.Name,
                model.Version,
                alarm.Evidence,
                alarm.Culprits
            );
            await DriftTables.SaveAsync(transaction, told, stop);
        }

        return new WatchedStream(batch.Stream, batch.Version, model.Name, model.Version, detector);
    }

    /// <summary>The stream as it was before a batch. What this process remembers holds as long as it is what the database has.</summary>
    async Task<WatchedStream?> KnownAsync(StreamKey stream, long version, WatchTransaction transaction, CancellationToken stop) =>
        _known.TryGetValue(stream, out var known) && known.Handled == version - 1
            ? known.Stream
            : await _tables.ReadAsync(transaction, stream, stop);

    static bool Continues(WatchedStream watched, ModelInRole model, ScoredColumns columns) =>
        watched.Model == model.Name && watched.ModelVersion == model.Version && watched.Detector.Names.SequenceEqual(columns.Names);
}

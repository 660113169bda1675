using System.Text.Json;
using Streaming.Events.Time;
using Streaming.Learning.Recorded;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Following;
using Streaming.Lineage.Monitoring;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;
using Streaming.Topology.Shapes;

namespace Streaming.Learning.Outcomes;

/// <summary>
/// Follows the scored rows of a topology some time behind, so that their labels are there, and holds the scores against them: each stream
/// by itself and in order, each row when the recorded watermarks of labels have passed its time and what labels are given. So it finds the
/// same whoever computes it, and whenever.
/// </summary>
public sealed class OutcomeFollower
{
    readonly LineageStore _store;
    readonly PipelinePlan _plan;
    readonly OutcomeOptions _options;
    readonly WatchTables _tables;
    readonly LineageFollower _follower;
    readonly LabelClocks _clocks;
    readonly LabelWindow _window;
    readonly TimeSpan _within;

    // Of batches that are ready and not judged yet.
    readonly Dictionary<(StreamKey, long), LabelCut> _cuts = [];

    // Streams as they are after the last batch that this process handled; another one may have gone on, which its version tells.
    readonly Dictionary<StreamKey, (long Handled, Timestamp Watermark, OutcomeStream? Stream)> _known = [];

    /// <param name="store">Where lineage is.</param>
    /// <param name="plan">The topology, which has labels.</param>
    /// <param name="options">How rows are judged.</param>
    /// <param name="following">How often it looks, and its lease.</param>
    public OutcomeFollower(LineageStore store, PipelinePlan plan, OutcomeOptions options, FollowerOptions? following = null)
    {
        if (plan.Topology.Labels is not { } labels)
            throw new ArgumentException($"Topology {plan.Topology.Name} has no labels.", nameof(plan));
        if (options.Fault is { } fault)
            throw new ArgumentException(fault, nameof(options));
        (_store, _plan, _options) = (store, plan, options);
        _tables = new WatchTables(store, WatchTables.Outcomes, plan.Topology.Name);
        _clocks = new LabelClocks(store, plan, LabelReader.StageOf(plan).Name);
        _window = new LabelWindow(store, labels);
        _within = labels.Within is { } within && within < options.After ? within : options.After;
        _follower = new LineageFollower(
            store,
            WatchTables.Outcomes,
            plan.Topology.Name,
            (following ?? new FollowerOptions()) with
            {
                Stage = plan.Final.Name,
                Ready = IsReadyAsync,
            }
        );
    }

    /// <summary>Judges until stopped, as the only process that does.</summary>
    /// <exception cref="StreamingException">What is there was begun with other options.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await RefuseOtherOptionsAsync(stop);
        await _follower.RunAsync(_tables.Handler(HandleAsync), stop);
    }

    /// <summary>Judges the rows whose labels have had their time by now.</summary>
    /// <param name="advanced">Told how many of how many batches are handled.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">What is there was begun with other options.</exception>
    public async Task CatchUpAsync(Action<long, long>? advanced = null, CancellationToken stop = default)
    {
        await RefuseOtherOptionsAsync(stop);
        if (await _clocks.ReachedAsync(stop) is not { } reached)
            return;
        var ends = new List<StreamSummary>();
        foreach (var end in await _store.ListStreamsAsync(_plan.Topology.Name, stop))
        {
            if (end.Stream.Stage != _plan.Final.Name)
                continue;
            // The first batch that has to wait is the one whose clock, with what labels are given, is not below that of the labels.
            var waits = await _store.FirstPastAsync(end.Stream, reached.Earlier(_options.After).Earlier(1), afterVersion: 0, stop);
            ends.Add(end with { Version = waits is { } first ? first.Version - 1 : end.Version });
        }

        await _follower.CatchUpAsync(_tables.Handler(HandleAsync), ends, advanced, stop);
    }

    /// <summary>What is known of each stream.</summary>
    public async Task<IReadOnlyList<OutcomeStream>> StreamsAsync(CancellationToken stop = default) =>
        (await _tables.ReadAsync(stop)).ConvertAll(Stream);

    /// <summary>All alarms, by stream and row.</summary>
    public async Task<IReadOnlyList<OutcomeAlarm>> AlarmsAsync(CancellationToken stop = default) =>
        (await _tables.AlarmsAsync(stop)).ConvertAll(a => new OutcomeAlarm(
            a.Record,
            a.EventTime,
            a.Model,
            a.ModelVersion,
            JsonSerializer.Deserialize<List<OutcomeReason>>(a.Culprits) ?? []
        ));

    /// <summary>Forgets what was found, so that everything is judged again. No process may be at it.</summary>
    public Task ForgetAsync(CancellationToken stop = default) => _tables.ForgetAsync(stop);

    async Task RefuseOtherOptionsAsync(CancellationToken stop)
    {
        if ((await StreamsAsync(stop)).FirstOrDefault(s => s.Tracker.Options != _options) is not { } other)
            return;
        throw new StreamingException(
            $"The labels of {_plan.Topology.Name} are followed with other settings: {Words(other.Tracker.Options)}, not {Words(_options)}. "
                + "Give the same, or begin anew."
        );
    }

    static string Words(OutcomeOptions options) =>
        $"labels {DurationText.Format(options.After)} after their events, a reference of {options.Risk.ReferenceRows:N0} labelled rows, "
        + $"a tolerance of {options.Risk.Tolerance}, a chance of {options.Risk.Alpha}, an average run length of {options.RunLength:N0}";

    async Task<bool> IsReadyAsync(LineageBatch batch, CancellationToken stop)
    {
        if (await _clocks.CutAsync(batch.Header.Watermark.Later(_options.After), stop) is not { } cut)
            return false;
        _cuts[(batch.Stream, batch.Version)] = cut;
        return true;
    }

    async Task HandleAsync(IReadOnlyList<LineageBatch> batches, WatchTransaction transaction, CancellationToken stop)
    {
        var before = await KnownAsync(batches[0].Stream, batches[0].Version, transaction, stop);
        // Trackers change as rows come in: until all is written, nothing is known of the stream.
        _known.Remove(batches[0].Stream);
        var known = before;
        foreach (var batch in batches)
            known = await JudgeAsync(batch, known, transaction, stop);
        if (known is not null && known != before)
        {
            await transaction.SaveAsync(
                new WatchState(known.Stream, known.Version, known.Model, known.ModelVersion, OutcomeState.Save(known.Tracker)),
                stop
            );
        }

        _known[batches[0].Stream] = (batches[^1].Version, batches[^1].Header.Watermark, known);
        _window.Drop(_known.Values.Min(k => k.Watermark).Earlier(_options.After));
    }

    /// <returns>The stream after a batch; as it was, where nothing was decided in it.</returns>
    async Task<OutcomeStream?> JudgeAsync(LineageBatch batch, OutcomeStream? known, WatchTransaction transaction, CancellationToken stop)
    {
        if (!_cuts.Remove((batch.Stream, batch.Version), out var cut))
            throw new InvalidOperationException($"{batch.Stream}/{batch.Version} is handled and was never ready.");
        using var table = batch.Table(TableNames.Rows);
        if (DecidedRows.Of(table, _plan.Topology) is not { } rows)
            return known;
        var model = batch.Header.Model ?? Rule;
        var before = known?.Tracker.Watermark ?? Timestamp.Beginning;
        var tracker =
            known is not null && known.Model == model.Name && known.ModelVersion == model.Version
                ? known.Tracker
                : new OutcomeTracker(_options);
        // Rows that are further behind are left out, so that no more of the labels has to be held.
        var oldest = Timestamp.Max(before.Earlier(_options.After), batch.Header.MinTime);
        await _window.ReadAsync(oldest, cut, stop);
        var joined = Join(rows, oldest, cut);
        for (var row = 0; row < rows.Length; row++)
        {
            if (Judge(tracker, rows, row, joined[row]) is { Count: > 0 } reasons)
                await SaveAsync(transaction, batch, row, rows.Times[row], model, reasons, stop);
        }

        tracker.Watermark = Timestamp.Max(before, batch.Header.Watermark);
        return new OutcomeStream(batch.Stream, batch.Version, model.Name, model.Version, tracker);
    }

    /// <summary>What the labels of each row come to; null: it is too late to be judged. All are looked up before any is judged: memory is
    /// waited for many at a time then.</summary>
    JoinedLabel?[] Join(DecidedRows rows, Timestamp oldest, LabelCut cut)
    {
        var counting = _window.Counting(cut);
        var joined = new JoinedLabel?[rows.Length];
        for (var row = 0; row < joined.Length; row++)
        {
            var time = rows.Times[row];
            if (time >= oldest)
                joined[row] = _window.Of(rows.Ids[row], time, time.Later(_within), counting);
        }

        return joined;
    }

    static IReadOnlyList<OutcomeReason> Judge(OutcomeTracker tracker, DecidedRows rows, int row, JoinedLabel? given)
    {
        if (given is not { } joined)
        {
            tracker.Late++;
            return [];
        }

        return joined.State == LabelState.Known
            ? tracker.Add(
                new JudgedRow(
                    rows.Score(row),
                    rows.Alert(row),
                    joined.Label.IsPositive,
                    joined.Label.Known - rows.Times[row],
                    joined.Labels,
                    joined.Contradicted
                )
            )
            : tracker.AddUnlabelled(joined.State);
    }

    Task SaveAsync(
        WatchTransaction transaction,
        LineageBatch batch,
        int row,
        Timestamp time,
        ModelInRole model,
        IReadOnlyList<OutcomeReason> reasons,
        CancellationToken stop
    ) =>
        transaction.SaveAsync(
            new WatchAlarm(
                new LineageId(batch.Stream, batch.Version, row),
                time,
                model.Name,
                model.Version,
                reasons.Any(r => r.Kind == OutcomeKind.Worse) ? 1 / _options.Risk.Alpha : _options.RunLength,
                JsonSerializer.Serialize(reasons)
            ),
            stop
        );

    /// <summary>The stream as it was before a batch. What this process remembers holds as long as no other went on: the next batch is then
    /// the one after the last that it handled.</summary>
    async Task<OutcomeStream?> KnownAsync(StreamKey stream, long version, WatchTransaction transaction, CancellationToken stop) =>
        _known.TryGetValue(stream, out var known) && known.Handled == version - 1 ? known.Stream
        : await transaction.ReadAsync(stream, stop) is { } state ? Stream(state)
        : null;

    OutcomeStream Stream(WatchState state)
    {
        try
        {
            return new OutcomeStream(state.Stream, state.Version, state.Model, state.ModelVersion, OutcomeState.Restore(state.State));
        }
        catch (InvalidDataException e)
        {
            throw _tables.Unreadable(state.Stream, e.Message);
        }
    }

    static readonly ModelInRole Rule = new(ModelRole.Rule, "", 0, "");
}

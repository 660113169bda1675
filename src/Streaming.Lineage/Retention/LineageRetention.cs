using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Following;
using Streaming.Lineage.Store;
using Streaming.Lineage.Verification;
using Streaming.Store.Postgres;
using Streaming.Topology;
using Streaming.Topology.Shapes;

namespace Streaming.Lineage.Retention;

/// <summary>Steps of a removal, in their order.</summary>
public enum RetentionStep
{
    /// <summary>What an earlier removal left undone is done.</summary>
    Finish,

    /// <summary>All that is to be removed is read and checked.</summary>
    Check,

    /// <summary>The signed statement is written.</summary>
    Record,

    /// <summary>The batches of a stream are written to their file.</summary>
    Archive,

    /// <summary>They are deleted.</summary>
    Delete,
}

/// <summary>Who removes lineage.</summary>
/// <param name="Name">Null where nobody knows.</param>
/// <param name="Why">The reason they gave.</param>
public sealed record RetentionAuthor(string? Name, string? Why = null);

/// <summary>What was removed.</summary>
/// <param name="Plan">What was planned, as it was done.</param>
/// <param name="Statement">What was signed; null: there was nothing to remove.</param>
/// <param name="Finished">Cuts that an earlier run had recorded and not carried out to the end.</param>
public sealed record RetentionReport(RetentionPlan Plan, CutStatement? Statement, IReadOnlyList<StreamCut> Finished);

/// <summary>
/// Removes lineage that is older than it has to be kept, whole segments from the oldest on. In this order, each step harmless when
/// repeated, so that a removal that was cut short is finished by the next one: all that goes is read and checked; a signed statement is
/// recorded; the batches are archived, where that is wanted; they are deleted.
/// </summary>
public sealed class LineageRetention(LineageStore store, TimeProvider time)
{
    /// <summary>Name of the lease under which one process at a time removes.</summary>
    internal const string LeaseName = "lineage.keep";

    /// <summary>Told each step before it is done, and of which stream.</summary>
    public Action<RetentionStep, string>? OnStep { get; init; }

    /// <summary>Looks what would be removed, and changes nothing. The removal looks closer, and may leave more.</summary>
    public async Task<RetentionPlan> PlanAsync(RetentionRule rule, CancellationToken stop = default)
    {
        var cuts = await store.Cuts.ReadAsync(rule.Topology, stop);
        return Plan(await new CutPlanner(store, rule, await NowAsync(stop)).FindAsync(cuts, new Dictionary<StreamKey, long>(), stop), cuts);
    }

    /// <summary>Removes what may be removed.</summary>
    /// <param name="rule">What that is.</param>
    /// <param name="key">Signs the statement.</param>
    /// <param name="author">Who wants it.</param>
    /// <param name="archive">Folder for files with what is removed; null: none are written.</param>
    /// <param name="progress">Told of batches that are read.</param>
    /// <param name="stop">Stops; the next run goes on.</param>
    /// <exception cref="StreamingException">Something is damaged, or cannot be archived.</exception>
    public async Task<RetentionReport> RunAsync(
        RetentionRule rule,
        OperatorKey key,
        RetentionAuthor author,
        string? archive = null,
        IProgress<VerifyProgress>? progress = null,
        CancellationToken stop = default
    )
    {
        var tables = new FollowerTables(store.Database, rule.Topology, LeaseName);
        await using var lease = await FollowerLease.WaitAsync(tables, new FollowerOptions { Time = time }, stop);
        var cuts = await store.Cuts.ReadAsync(rule.Topology, lease.Over);
        var finished = await FinishAsync(cuts, lease.Over);
        var now = await NowAsync(lease.Over);
        var (found, done) = await CheckAsync(new CutPlanner(store, rule, now), cuts, now, rule, archive, progress, lease.Over);
        var plan = Plan(found, cuts);
        if (done.Count == 0)
            return new RetentionReport(plan, null, finished);

        var statement = new CutStatement(
            CutStatement.CurrentFormat,
            rule.Topology,
            now,
            DurationText.Format(rule.Keep),
            key.Fingerprint,
            done
        )
        {
            By = author.Name,
            Why = author.Why,
        };
        OnStep?.Invoke(RetentionStep.Record, rule.Topology);
        if (!await store.Cuts.TryRecordAsync(statement, key, cuts.Statements, lease.Over))
            throw new StreamingException($"Another process has removed lineage of {rule.Topology} meanwhile. Run the same again.");
        foreach (var cut in done)
            await CarryOutAsync(new RecordedCut(cut, statement), lease.Over);
        return new RetentionReport(plan, statement, finished);
    }

    static RetentionPlan Plan(IReadOnlyList<CutCandidates> found, LineageCuts cuts) =>
        new([.. found.Select(f => f.Plan(cuts.Of(f.Stream)))], cuts);

    /// <summary>Reads what would be removed until what is found agrees with what is planned.</summary>
    async Task<(IReadOnlyList<CutCandidates> Found, List<StreamCut> Cuts)> CheckAsync(
        CutPlanner planner,
        LineageCuts cuts,
        Timestamp now,
        RetentionRule rule,
        string? archive,
        IProgress<VerifyProgress>? progress,
        CancellationToken stop
    )
    {
        var latest = new Dictionary<StreamKey, long>();
        var done = new Dictionary<(StreamKey, long), StreamCut>();
        while (true)
        {
            var found = await planner.FindAsync(cuts, latest, stop);
            var moved = false;
            foreach (var stream in found.Where(f => f.Chosen is not null && !done.ContainsKey((f.Stream, f.First))))
            {
                OnStep?.Invoke(RetentionStep.Check, stream.Stream.ToString());
                var file = archive is null
                    ? null
                    : Path.Combine(Path.GetFullPath(archive), SegmentArchive.NameOf(stream.Stream, stream.From, stream.First));
                var cutoff = now.Earlier(rule.Keep);
                var (cut, last) = await new CutWalk(store, stream, cuts.Of(stream.Stream), cutoff).WalkAsync(file, progress, stop);
                if (cut is not null)
                    done[(stream.Stream, stream.First)] = cut;
                else
                    latest[stream.Stream] = last;
                moved |= cut is null;
            }

            if (!moved)
                return (found, [.. found.Where(f => f.Chosen is not null).Select(f => done[(f.Stream, f.First)])]);
        }
    }

    async Task<List<StreamCut>> FinishAsync(LineageCuts cuts, CancellationToken stop)
    {
        var finished = new List<StreamCut>();
        foreach (var stream in cuts.All.GroupBy(c => c.Cut.Stream, StringComparer.Ordinal))
        {
            // A cut is only made once those before it are carried out: where the last one is, all are.
            if (!await new CutDeletion(store).IsUnfinishedAsync(stream.Last().Cut, stop))
                continue;
            OnStep?.Invoke(RetentionStep.Finish, stream.Key);
            await CarryOutAsync(stream.Last(), stop);
            finished.Add(stream.Last().Cut);
        }

        return finished;
    }

    async Task CarryOutAsync(RecordedCut recorded, CancellationToken stop)
    {
        var cut = recorded.Cut;
        if (!StreamKey.TryParse(cut.Stream, out var stream))
            throw new LineageCorruptException($"a statement on what was removed names '{cut.Stream}', which is no stream");
        var deletion = new CutDeletion(store);
        if (cut.Archive is not null && await deletion.LeftAsync(cut, stop) is { } left)
            await ArchiveAsync(stream, recorded, left, stop);
        OnStep?.Invoke(RetentionStep.Delete, cut.Stream);
        await deletion.DeleteAsync(stream, cut, stop);
    }

    /// <summary>Makes sure that the archive is there and whole.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="recorded">What it must hold.</param>
    /// <param name="left">First version that is still in the database.</param>
    /// <param name="stop">Gives up.</param>
    async Task ArchiveAsync(StreamKey stream, RecordedCut recorded, long left, CancellationToken stop)
    {
        var (cut, file) = (recorded.Cut, recorded.Cut.Archive!);
        var (statement, pem) = await store.Cuts.SignedAsync(recorded.Statement, stop);
        if (!File.Exists(file))
        {
            if (left != cut.From)
            {
                throw new StreamingException(
                    $"{file} is not here, and of what it must hold (batches {cut.From} to {cut.First - 1} of {cut.Stream}) some are "
                        + "deleted already: the removal was begun where the file is. Go on there, or put the file in its place."
                );
            }

            OnStep?.Invoke(RetentionStep.Archive, cut.Stream);
            await SegmentArchive.WriteAsync(store, stream, cut, statement, stop);
        }

        // Whatever lies under that name: nothing is deleted that is not in it.
        using var key = OperatorKey.Read(pem, "the key recorded with the statement");
        try
        {
            var there = await SegmentArchive.CheckAsync(file, key, stop);
            if (there.Cut.Stream != cut.Stream || there.Cut.Head != cut.Head)
                throw new EvidenceException($"it holds batches of {there.Cut.Stream} up to {there.Cut.First - 1}");
        }
        catch (EvidenceException e)
        {
            throw new StreamingException($"{file} is not the archive of {cut.Stream}: {e.Message}. Nothing was deleted; move it away.", e);
        }
    }

    /// <summary>The earlier of two clocks: one that is wrong must not remove what is young.</summary>
    async Task<Timestamp> NowAsync(CancellationToken stop)
    {
        var server = (
            await store
                .Database.Reading.CreateCommand("select (extract(epoch from clock_timestamp()) * 1000000)::bigint")
                .ListAsync(r => new Timestamp(r.GetInt64(0)), stop)
        )[0];
        return Timestamp.Min(server, Timestamp.Now(time));
    }
}

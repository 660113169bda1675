using Streaming.Store.HashChains;

namespace Streaming.Store.Contests;

/// <summary>Contested decisions: a sealed history each, of who contests what, and who answered what and why. Thread-safe; one a process is
/// enough.</summary>
public sealed class ContestStore : IDisposable
{
    const long LockKey = 0x5354_524D_434F_4E54;
    const string Prefix = "contest/";

    static readonly Type[] Events = [typeof(ContestOpened), typeof(AnswerProposed), typeof(AnswerDeclined), typeof(ContestAnswered)];

    readonly HashChainDatabase _database;
    readonly TimeProvider _time;

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="time">The clock that events are stamped by.</param>
    /// <param name="schema">PostgreSQL schema of its own, so that rights can be given to it alone.</param>
    public ContestStore(string connectionString, TimeProvider time, string schema = "streaming_contests") =>
        (_time, _database) = (time, new HashChainDatabase(connectionString, schema, LockKey, Events));

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken stop = default) => _database.EnsureSchemaAsync(stop);

    /// <summary>Takes a contest down.</summary>
    /// <param name="made">What is contested, and why.</param>
    /// <param name="proposed">An answer that waits for a second person from the start; null: there is none yet.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null where its id is taken.</returns>
    public async Task<Contest?> OpenAsync(NewContest made, ContestAnswer? proposed = null, CancellationToken stop = default)
    {
        var opened = false;
        var events = await _database.Histories.AppendAsync(
            StreamOf(made.Topology, made.Id),
            before =>
            {
                opened = before.Count == 0;
                return opened ? new ContestOpened(made, _time.GetUtcNow()) : null;
            },
            stop
        );
        if (!opened)
            return null;
        return proposed is null ? Contest.Of(events) : await ProposeAsync(made.Topology, made.Id, proposed, stop);
    }

    /// <summary>Proposes an answer; one that was proposed before gives way, and a contest that is answered stays as it is.</summary>
    /// <returns>The contest after it; null where there is none.</returns>
    public Task<Contest?> ProposeAsync(string topology, string id, ContestAnswer answer, CancellationToken stop = default) =>
        AppendAsync(topology, id, _ => new AnswerProposed(topology, id, answer, _time.GetUtcNow()), stop);

    /// <summary>Declines what is proposed; where something else is, nothing happens.</summary>
    /// <returns>The contest after it; null where there is none.</returns>
    public Task<Contest?> DeclineAsync(
        string topology,
        string id,
        ContestAnswer proposed,
        string? by,
        string? why,
        CancellationToken stop = default
    ) =>
        AppendAsync(
            topology,
            id,
            contest => contest.Proposed == proposed ? new AnswerDeclined(topology, id, by, why, _time.GetUtcNow()) : null,
            stop
        );

    /// <summary>Ends a contest, for good; one that was answered stays as it is.</summary>
    /// <returns>The contest after it; null where there is none.</returns>
    public Task<Contest?> AnswerAsync(string topology, string id, ContestAnswer answer, CancellationToken stop = default) =>
        AppendAsync(topology, id, _ => new ContestAnswered(topology, id, answer, _time.GetUtcNow()), stop);

    /// <summary>One contest, and what is wrong with its history.</summary>
    /// <returns>Neither where there is none.</returns>
    public async Task<(Contest? Contest, HashChainFault? Fault)> FindAsync(string topology, string id, CancellationToken stop = default)
    {
        var stream = StreamOf(topology, id);
        var walk = await _database.Histories.WalkAsync(stream, Events, stop);
        return walk.Faults.Count > 0 ? (null, walk.Faults[0]) : (Contest.Of(await _database.Histories.ReadAsync(stream, stop)), null);
    }

    /// <summary>All contests of a topology whose histories are sound, in the order in which they were taken down, and what is wrong with
    /// others.</summary>
    public async Task<(IReadOnlyList<Contest> Contests, IReadOnlyList<HashChainFault> Faults)> ReadAsync(
        string topology,
        CancellationToken stop = default
    )
    {
        var happened = new List<ChainedEvent>();
        var walk = await _database.Histories.WalkAllAsync($"{Prefix}{topology}/", Events, happened.Add, stop);
        var contests = happened
            .GroupBy(e => ((IContestEvent)e).Id, StringComparer.Ordinal)
            .Where(contest => !walk.IsBroken(StreamOf(topology, contest.Key)))
            .Select(Contest.Of)
            .OfType<Contest>()
            .OrderBy(contest => contest.OpenedAt)
            .ToList();
        return (contests, walk.Faults);
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    async Task<Contest?> AppendAsync(string topology, string id, Func<Contest, ChainedEvent?> happens, CancellationToken stop) =>
        Contest.Of(
            await _database.Histories.AppendAsync(
                StreamOf(topology, id),
                before => Contest.Of(before) is { Answer: null } open ? happens(open) : null,
                stop
            )
        );

    static string StreamOf(string topology, string id) => $"{Prefix}{topology}/{id}";
}

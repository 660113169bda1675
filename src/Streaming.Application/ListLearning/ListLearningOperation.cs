using System.ComponentModel.DataAnnotations;
using Streaming.Application.Learning;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Lifecycle;
using Streaming.Lifecycle.Messages;
using Streaming.Store.Runs;
using Streaming.Topology;

namespace Streaming.Application.ListLearning;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Limit">The newest so many.</param>
public sealed record ListLearningRequest(string Topology, [property: Range(1, 10_000)] int Limit = 50);

/// <summary>The learning runs of a topology.</summary>
/// <param name="Topology">Its name.</param>
/// <param name="Runs">The newest first.</param>
/// <param name="Waiting">What is stored and waits for a process that serves the runs.</param>
/// <param name="Aside">Of what was stored last, that from which nothing came, the newest first.</param>
public sealed record ListedLearning(
    string Topology,
    IReadOnlyList<DescribedRun> Runs,
    IReadOnlyList<ListedMessage> Waiting,
    IReadOnlyList<ListedMessage> Aside
);

/// <summary>Something that a run was told.</summary>
/// <param name="Id">By which it is known.</param>
/// <param name="Type">What kind of message it is.</param>
/// <param name="StoredAt">When.</param>
/// <param name="Said">What it says, in a few words; null where this version cannot read it.</param>
/// <param name="Reason">Why nothing came of it; null: nobody has looked at it.</param>
public sealed record ListedMessage(string Id, string Type, DateTimeOffset StoredAt, string? Said, string? Reason)
{
    internal static ListedMessage Of(StoredMessage stored) =>
        new(
            stored.Message.Id,
            stored.Message.Type,
            stored.StoredAt,
            MessageFormat.Read(stored.Message, out _) switch
            {
                BeginRun begin => $"begin a run, for {begin.Who ?? "somebody"}: {begin.Why}",
                CancelRun cancel => $"cancel the run, for {cancel.Who ?? "somebody"}: {cancel.Why}",
                StepEnded ended => $"{ended.Step}: {ended.Outcome}. {ended.Why}",
                _ => null,
            },
            stored.Aside
        );
}

/// <summary>How often and how well a topology's model was renewed.</summary>
public sealed class ListLearningOperation()
    : Operation<ListLearningRequest, ListedLearning>(new OperationInfo("learning.list", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ListLearningRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ListedLearning> RunAsync(
        ListLearningRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var name = TopologyLoader.Load(request.Topology).Name;
        var runs = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).RunsAsync(stop);
        var listed = new List<DescribedRun>();
        foreach (var row in await runs.ListAsync(name, request.Limit, stop))
        {
            if (LearningRun.Of(row, await runs.ReadAsync(row, stop)) is { } run)
                listed.Add(DescribedRun.Of(run));
        }

        var messages = (await runs.MessagesAsync(name, request.Limit, stop)).Where(m => m.Aside is not null);
        return new ListedLearning(
            name,
            listed,
            [.. (await runs.WaitingAsync(name, stop)).Select(ListedMessage.Of)],
            [.. messages.Select(ListedMessage.Of)]
        );
    }
}

using Streaming.Store.Runs;

namespace Streaming.Torture.Checking;

/// <summary>Runs against what they were told: each began for one message, went a legal way and ended once.</summary>
sealed class RunCheck(Findings findings)
{
    /// <summary>What may come after what.</summary>
    static readonly Dictionary<string, string[]> After = new(StringComparer.Ordinal)
    {
        ["Training"] = ["Evaluating", "Failed", "Cancelled"],
        ["Evaluating"] = ["RollingOut", "Rejected", "Failed", "Cancelled"],
        ["RollingOut"] = ["Watching", "AwaitingApproval", "Rejected", "RolledBack", "Failed", "Cancelled"],
        ["AwaitingApproval"] = ["Watching", "Rejected", "RolledBack", "Failed", "Cancelled"],
        ["Watching"] = ["Promoted", "RolledBack", "Failed", "Cancelled"],
    };

    /// <param name="runs">By their numbers.</param>
    /// <param name="messages">All that they were told.</param>
    public void Run(IReadOnlyList<RecordedRun> runs, IReadOnlyList<StoredMessage> messages)
    {
        foreach (var (index, run) in runs.Index())
        {
            if (run.Number != index + 1)
                findings.Add(FindingKind.Lost, $"run {run.Number} is the {index + 1}. of its topology");
            Check(run);
        }

        OneAfterTheOther(runs);
        var byCause = runs.Where(r => r.Begun is not null).GroupBy(r => r.Begun!.Message).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var (cause, begun) in byCause.Where(c => c.Value.Count > 1))
            findings.Add(FindingKind.Twice, $"{cause} has begun runs {string.Join(" and ", begun.Select(r => r.Number))}");
        Messages(messages, byCause);
    }

    void Check(RecordedRun run)
    {
        if (run.Begun is null || run.History.Skip(1).Any(e => e is not RunMoved))
        {
            findings.Add(FindingKind.Twice, $"run {run.Number} does not begin once");
            return;
        }

        foreach (var (from, to) in run.States.Zip(run.States.Skip(1)))
        {
            if (!After.TryGetValue(from, out var next) || !next.Contains(to))
                findings.Add(FindingKind.OutOfOrder, $"run {run.Number} goes from {from} to {to}");
        }

        if (!run.IsOver || run.IsOpen)
            findings.Add(FindingKind.Stuck, $"run {run.Number} is {run.End}, and {(run.IsOpen ? "open" : "not open")}");
        var causes = run.Moves.Select(m => m.Message).Prepend(run.Begun.Message).ToList();
        if (causes.Distinct().Count() != causes.Count)
            findings.Add(FindingKind.Twice, $"run {run.Number} was moved twice by one message: {string.Join(", ", causes)}");
    }

    /// <summary>One is open at a time, and the clock begins none for a run that was begun already.</summary>
    void OneAfterTheOther(IReadOnlyList<RecordedRun> runs)
    {
        foreach (var (before, run) in runs.Zip(runs.Skip(1)))
        {
            if (before.Moves.LastOrDefault() is { } end && run.Begun is { } begun && begun.At < end.At)
                findings.Add(FindingKind.Twice, $"run {run.Number} began before run {before.Number} was over");
        }

        foreach (var run in runs.Where(r => r.Begun?.Trigger == "schedule" && r.Begun.Version is null))
        {
            // Its cause names the run after which it is due: of those that train, the last before it.
            var last = runs.LastOrDefault(r => r.Number < run.Number && r.Begun is { Version: null })?.Number ?? 0;
            if (!run.Begun!.Message.EndsWith($"/{last}", StringComparison.Ordinal))
                findings.Add(FindingKind.Twice, $"run {run.Number} began for {run.Begun.Message}, and run {last} was there already");
        }
    }

    void Messages(IReadOnlyList<StoredMessage> messages, Dictionary<string, List<RecordedRun>> byCause)
    {
        var causes = messages.Select(m => m.Message.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var cause in byCause.Keys.Where(c => !causes.Contains(c)))
            findings.Add(FindingKind.Unsound, $"a run has begun for {cause}, which nobody was told");
        foreach (var message in messages)
        {
            var (id, began) = (message.Message.Id, byCause.ContainsKey(message.Message.Id));
            if (message.HandledAt is null)
                findings.Add(FindingKind.Lost, $"message {id} was never handled");
            else if (began && message.Aside is { } why)
                findings.Add(FindingKind.Differing, $"message {id} began a run, and was put aside: {why}");
            else if (!began && message.Message.Type == "begin_run" && message.Aside is null)
                findings.Add(FindingKind.Lost, $"message {id} began no run, and nobody says why");
        }
    }
}

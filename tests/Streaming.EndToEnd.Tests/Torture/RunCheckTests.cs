using Streaming.Store.HashChains;
using Streaming.Store.Runs;
using Streaming.Torture.Checking;

namespace Streaming.EndToEnd.Tests.Torture;

/// <summary>What torture says of learning runs that were lost, begun twice or led astray.</summary>
public sealed class RunCheckTests
{
    static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Runs_as_they_should_be_are_let_pass()
    {
        Check([Run(1, "a"), Run(2, "schedule/t/1", "Rejected"), Run(3, "c", "Failed")], [Told("a"), Told("schedule/t/1"), Told("c")])
            .ShouldBeEmpty();
        Check([Run(1, "a")], [Told("a"), Told("b", aside: "run 1 is not over")]).ShouldBeEmpty();
    }

    [Fact]
    public void A_run_that_began_twice_is_found()
    {
        Check([Run(1, "a"), Run(2, "a")], [Told("a")]).ShouldContain((FindingKind.Twice, "a has begun runs 1 and 2"));
        Check([Run(1, "a"), Run(2, "schedule/t/0")], [Told("a"), Told("schedule/t/0")])
            .ShouldContain((FindingKind.Twice, "run 2 began for schedule/t/0, and run 1 was there already"));
    }

    [Fact]
    public void A_run_that_is_lost_or_never_ends_is_found()
    {
        Check([], [Told("a")]).ShouldContain((FindingKind.Lost, "message a began no run, and nobody says why"));
        Check([Run(1, "a")], [Told("a"), Told("b", handled: false)]).ShouldContain((FindingKind.Lost, "message b was never handled"));
        Check([Run(1, "a", "Evaluating")], [Told("a")]).ShouldContain((FindingKind.Stuck, "run 1 is Evaluating, and open"));
        Check([Run(2, "a")], [Told("a")]).ShouldContain((FindingKind.Lost, "run 2 is the 1. of its topology"));
    }

    [Fact]
    public void A_way_that_no_run_may_go_and_a_message_that_moved_one_twice_are_found()
    {
        Check([Run(1, "a", "Evaluating", "Promoted")], [Told("a")])
            .ShouldContain((FindingKind.OutOfOrder, "run 1 goes from Evaluating to Promoted"));
        Check([Run(1, "a", "Failed", "Failed")], [Told("a")]).ShouldContain(f => f.Kind == FindingKind.OutOfOrder);
        var twice = new RecordedRun(Row(1, open: false), [Begun(1, "a"), Moved("Evaluating", "x"), Moved("Failed", "x")]);
        Check([twice], [Told("a")]).ShouldContain(f => f.Kind == FindingKind.Twice);
    }

    static List<(FindingKind Kind, string What)> Check(IReadOnlyList<RecordedRun> runs, IReadOnlyList<StoredMessage> messages)
    {
        var findings = new Findings("");
        new RunCheck(findings).Run(runs, messages);
        return [.. findings.First.Select(f => (f.Kind, f.What))];
    }

    /// <summary>A run that was trained and failed, unless another way is given.</summary>
    static RecordedRun Run(int number, string cause, params string[] way)
    {
        string[] states =
            way is [] ? ["Evaluating", "RollingOut", "Watching", "Promoted"]
            : way is ["Rejected"] ? ["Evaluating", "Rejected"]
            : way;
        ChainedEvent[] history = [Begun(number, cause), .. states.Select((state, i) => Moved(state, $"{cause}/{i}"))];
        return new RecordedRun(Row(number, open: !RecordedRun.IsEnd(states[^1])), history);
    }

    static RunRow Row(int number, bool open) => new(Guid.NewGuid(), "t", number, open);

    static RunBegun Begun(int number, string cause) =>
        new(
            "t",
            number,
            "m",
            "t.yaml",
            "{}",
            cause.StartsWith("schedule", StringComparison.Ordinal) ? "schedule" : "person",
            number,
            cause,
            Noon
        );

    static RunMoved Moved(string to, string message) => new(to, "So it is.", message, Noon);

    static StoredMessage Told(string id, string? aside = null, bool handled = true) =>
        new(new NewMessage(id, Guid.NewGuid(), "t", "begin_run", 1, "{}"), Noon, handled ? Noon : null, aside);
}

using CsCheck;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Metrics;

namespace Streaming.Pipeline.Tests.Commit;

/// <summary>
/// The commit protocol against a model of its two ports: whatever happens to append and emission, and in whatever order processes
/// follow one another, every record is in lineage once and every output is visible once.
/// </summary>
public sealed class CommitProtocolTests
{
    const int Commits = 3;

    static readonly Gen<(Fault, int)> Faults = Gen.Select(Gen.Enum<Fault>(), Gen.Int[0, Commits - 1]);

    [Fact]
    public async Task Any_two_faults_one_after_the_other_lose_nothing_and_repeat_nothing()
    {
        var all = (from fault in Enum.GetValues<Fault>() from at in Enumerable.Range(0, Commits) select (fault, at)).ToList();
        foreach (var first in all)
        {
            foreach (var second in all)
                await LiveAsync([first, second]);
        }
    }

    /// <summary>Fails where recovery goes by what the process that starts may have under way: a predecessor left more, or fewer.</summary>
    [Fact]
    public async Task Processes_that_may_have_more_under_way_than_their_successors_lose_and_repeat_nothing_either()
    {
        foreach (var fault in Enum.GetValues<Fault>())
        {
            foreach (var at in Enumerable.Range(0, Commits))
                await LiveAsync([(fault, at), (Fault.DiesBetween, 0)], 3, 1, 2);
        }
    }

    [Fact]
    public Task Nor_do_many() => Faults.List[3, 8].SampleAsync(faults => LiveAsync(faults), iter: 200);

    [Fact]
    public async Task Nothing_is_appended_before_it_is_confirmed_where_it_was_read_from()
    {
        var lineage = new ModelLineage();
        var process = new ModelProcess(fault: null, at: 0);
        using var committer = new StageCommitter(
            new ModelAppender(lineage, process),
            new ModelEmitter(new ModelBroker(), process),
            () => Task.FromException(new InvalidOperationException("the topic is another one")),
            new StageMetrics("stage")
        );
        var tail = LineageTail.Start(new StreamKey("test", "stage", 0));
        committer.Submit(
            new CommitUnit(
                new Assignment(new ModelGroup(1)),
                PreparedBatch.Create(tail, ModelHeader.Of("events", 1), []),
                [],
                [],
                default,
                () => { }
            )
        );

        (await Should.ThrowAsync<InvalidOperationException>(() => committer.RunAsync(CancellationToken.None))).Message.ShouldBe(
            "the topic is another one"
        );
        lineage.Tail.ShouldBeNull();
    }

    static async Task LiveAsync(IEnumerable<(Fault Fault, int At)> faults, params int[] maxInFlight)
    {
        var world = new ModelWorld(maxInFlight.Length == 0 ? [2] : maxInFlight);
        await world.LiveAsync(faults);
        world.Check(string.Join(", ", faults.Select(f => $"{f.Fault} in commit {f.At}")));
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Application.Learning;
using Streaming.Application.Operations;
using Streaming.Application.ServeLearning;
using Streaming.Application.Services;
using Streaming.Application.Tests.Setup;
using Streaming.Learning.Tests.Recorded;

namespace Streaming.Application.Tests.Learning;

/// <summary>A policy that a person changes while runs are served.</summary>
public sealed class FollowedPolicyTests(DatabaseFixture database) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly string _folder = Directory.CreateTempSubdirectory("policy-").FullName;

    string File => Path.Combine(_folder, "topology.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_a_person_changes_of_it_is_taken_and_nothing_else()
    {
        Write("retrain: { at_most: 3 }");
        var policy = new FollowedPolicy(File, NullLogger.Instance);
        var text = policy.Current.Text;
        policy.Renew().ShouldBeFalse("nothing has changed");

        Write("retrain: { at_most: 5 }", RecordedHistory.Text.Replace("AMOUNT > 100", "AMOUNT > 200", StringComparison.Ordinal));
        policy.Renew().ShouldBeTrue();
        policy.Current.Learning.Retrain.AtMost.ShouldBe(5);
        policy.Current.Text.ShouldBe(text, "the pipeline goes by what it was started with");
        policy.Renew().ShouldBeFalse();

        Write("retrain: { at_most: 5 }, drift: { arl: 5000 }, risk: { alpha: 0.2 }");
        policy.Renew().ShouldBeFalse("what is followed goes on as it is");
        foreach (var broken in new[] { "retrain: { at_most: 0 }", "retrain: {", "nothing: 1" })
        {
            Write(broken);
            policy.Renew().ShouldBeFalse();
        }

        System.IO.File.Delete(File);
        policy.Renew().ShouldBeFalse();
        policy.Current.Learning.Retrain.AtMost.ShouldBe(5);
    }

    [Fact]
    public async Task Whoever_serves_goes_by_the_new_one_without_being_started_anew()
    {
        Write("retrain: { at_most: 3 }");
        var postgres = await database.NewAsync();
        await using var process = DatabaseFixture.Host(postgres);
        using var over = new CancellationTokenSource();
        var serving = process
            .GetRequiredService<OperationRunner>()
            .RunAsync(new ServeLearningOperation(), new ServeLearningRequest(File, Jobs: 0), Caller.Local, stop: over.Token);
        using var runs = await LineageAccess.OpenRunsAsync(postgres, default);
        (await runs.MessagesAsync("shop", 1)).ShouldBeEmpty();

        Write("retrain: { every: 7d }");

        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await runs.MessageAsync("schedule/shop/0") is null)
        {
            serving.IsCompleted.ShouldBeFalse();
            await timer.WaitForNextTickAsync(patience.Token);
        }

        await over.CancelAsync();
        await serving;
    }

    void Write(string policy, string? topology = null) =>
        System.IO.File.WriteAllText(File, $"{topology ?? RecordedHistory.Text}\nlearning: {{ {policy} }}\n");
}

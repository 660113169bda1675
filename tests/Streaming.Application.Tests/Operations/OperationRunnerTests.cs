using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.AccessLog;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Application.Tests.Setup;
using Streaming.Application.VerifyAccess;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.Tests.Operations;

public sealed class OperationRunnerTests(DatabaseFixture database)
{
    static readonly Caller Auditor = new(new Principal("auditor", new HashSet<Role> { Role.Auditor }));
    static readonly Caller Operator = new(new Principal("operator", new HashSet<Role> { Role.Operator }), "because");

    [Fact]
    public async Task A_call_is_on_record_with_who_what_why_and_how_it_ended()
    {
        var postgres = await database.NewAsync();
        await using (var host = DatabaseFixture.Host(postgres))
        {
            (await RunAsync(host, new Probe(Recording.Always, _ => Task.FromResult(7)), Operator)).ShouldBe(7);
            await Should.ThrowAsync<StreamingException>(() =>
                RunAsync(host, new Probe(Recording.Always, _ => throw new StreamingException("no luck")), Operator)
            );
            using var stop = new CancellationTokenSource();
            await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(host, new Probe(Recording.Always, async token =>
                    {
                        await stop.CancelAsync();
                        await Task.Delay(Timeout.Infinite, token);
                        return 0;
                    }), Operator, stop.Token));
        }

        var calls = await CallsAsync(postgres);
        calls
            .Select(c => (c.Who, c.Operation, c.About, c.Why, c.Outcome, c.Calls))
            .ShouldBe([
                ("operator", "probe.run", "it", "because", "done", 1),
                ("operator", "probe.run", "it", "because", "failed", 1),
                ("operator", "probe.run", "it", "because", "cancelled", 1),
            ]);
        calls[1].Detail.ShouldBe("no luck");
    }

    [Fact]
    public async Task A_call_is_on_record_before_it_does_anything()
    {
        var postgres = await database.NewAsync();
        await using var host = DatabaseFixture.Host(postgres);
        var seen = new List<AccessedCall>();
        await RunAsync(host, new Probe(Recording.Always, async _ =>
            {
                seen.AddRange(await CallsAsync(postgres));
                return 0;
            }), Operator);
        seen.ShouldHaveSingleItem().Outcome.ShouldBeNull();
    }

    [Fact]
    public async Task Without_the_log_nothing_is_changed()
    {
        var postgres = await database.NewAsync();
        await using var host = DatabaseFixture.Host(postgres);
        await RunAsync(host, new Probe(Recording.Always, _ => Task.FromResult(0)), Operator);
        await DatabaseFixture.ExecuteAsync(postgres, "alter table streaming_access.mt_events rename to away");
        var runs = 0;
        await Should.ThrowAsync<StreamingException>(() =>
            RunAsync(host, new Probe(Recording.Always, _ => Task.FromResult(++runs)), Operator)
        );
        runs.ShouldBe(0);
        (await RunAsync(host, new Probe(Recording.Summarised, _ => Task.FromResult(1)), Operator)).ShouldBe(1);
    }

    [Fact]
    public async Task Who_may_not_is_refused_and_nothing_runs()
    {
        var postgres = await database.NewAsync();
        await using (var host = DatabaseFixture.Host(postgres))
        {
            var probe = new Probe(Recording.Always, _ => throw new InvalidOperationException("ran"));
            (await Should.ThrowAsync<RefusedException>(() => RunAsync(host, probe, Auditor))).Message.ShouldContain(
                "auditor may not call probe.run: that takes the role operator"
            );
            await OpenDatabaseAsync(host);
        }

        (await CallsAsync(postgres))
            .Where(c => c.Operation == "probe.run")
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(c => c.Outcome.ShouldBe("refused"), c => c.Who.ShouldBe("auditor"));
    }

    [Fact]
    public async Task Strangers_cannot_fill_the_log()
    {
        var postgres = await database.NewAsync();
        await using (var host = DatabaseFixture.Host(postgres))
        {
            var probe = new Probe(Recording.Always, _ => Task.FromResult(0));
            for (var i = 0; i < 10_000; i++)
                await Should.ThrowAsync<RefusedException>(() => RunAsync(host, probe, new Caller(Principal.Anonymous, $"reason {i}")));
            await OpenDatabaseAsync(host);
        }

        (await CallsAsync(postgres))
            .Where(c => c.Outcome == "refused")
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(c => c.Who.ShouldBeNull(), c => c.Calls.ShouldBe(10_000));
    }

    [Fact]
    public async Task Calls_that_only_look_are_counted_and_the_count_survives_a_log_that_was_away()
    {
        var postgres = await database.NewAsync();
        await using (var host = DatabaseFixture.Host(postgres))
        {
            var look = new Probe(Recording.Summarised, _ => Task.FromResult(0));
            await RunAsync(host, look, Operator);
            var log = host.GetRequiredService<AccessLogWriter>();
            await log.FlushAsync();
            for (var i = 0; i < 3; i++)
                await RunAsync(host, look, Operator);
            await DatabaseFixture.ExecuteAsync(postgres, "alter table streaming_access.mt_events rename to away");
            await log.FlushAsync();
            await DatabaseFixture.ExecuteAsync(postgres, "alter table streaming_access.away rename to mt_events");
        }

        (await CallsAsync(postgres)).Select(c => (c.Who, c.Outcome, c.Calls)).ShouldBe([("operator", "done", 1), ("operator", "done", 3)]);
    }

    [Fact]
    public async Task What_needs_no_database_starts_none_to_be_recorded()
    {
        // Nobody listens there: whoever tried would fail.
        await using var host = DatabaseFixture.Host("Host=127.0.0.1;Port=1;Username=none");
        (await RunAsync(host, new Probe(Recording.Always, _ => Task.FromResult(5), EmbeddedParts.None), Operator)).ShouldBe(5);
        (await RunAsync(host, new Probe(Recording.Always, _ => Task.FromResult(6), EmbeddedParts.Broker), Operator)).ShouldBe(6);
    }

    [Fact]
    public async Task A_process_that_dies_leaves_a_call_without_an_end_and_a_sound_log()
    {
        var postgres = await database.NewAsync();
        var dead = DatabaseFixture.Host(postgres);
        var began = new TaskCompletionSource();
        _ = RunAsync(dead, new Probe(Recording.Always, async _ =>
            {
                began.SetResult();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                return 0;
            }), Operator);
        await began.Task;

        await using var next = DatabaseFixture.Host(postgres);
        await RunAsync(next, new Probe(Recording.Always, _ => Task.FromResult(0)), Operator);
        (await CallsAsync(postgres)).Select(c => c.Outcome).ShouldBe([null, "done"]);
        (
            await next.GetRequiredService<OperationRunner>().RunAsync(new VerifyAccessOperation(), new VerifyAccessRequest(), Auditor)
        ).Sound.ShouldBeTrue();
    }

    [Fact]
    public async Task An_altered_entry_shows()
    {
        var postgres = await database.NewAsync();
        await using (var host = DatabaseFixture.Host(postgres))
            await RunAsync(host, new Probe(Recording.Always, _ => Task.FromResult(0)), Operator);
        await DatabaseFixture.ExecuteAsync(
            postgres,
            "update streaming_access.mt_events set data = jsonb_set(data, '{Note,Who}', '\"somebody else\"') where version = 2"
        );

        await using var auditing = DatabaseFixture.Host(postgres);
        var verified = await auditing
            .GetRequiredService<OperationRunner>()
            .RunAsync(new VerifyAccessOperation(), new VerifyAccessRequest(), Auditor);
        verified.Sound.ShouldBeFalse();
        verified.Faults.ShouldHaveSingleItem().ShouldContain("/2: the event, or one before it");
    }

    static Task<int> RunAsync(IServiceProvider host, Probe probe, Caller caller, CancellationToken stop = default) =>
        host.GetRequiredService<OperationRunner>().RunAsync(probe, "it", caller, null, stop);

    static Task<IReadOnlyList<AccessedCall>> OpenDatabaseAsync(IServiceProvider host) =>
        host.GetRequiredService<OperationRunner>().RunAsync(new ReadAccessOperation(), new ReadAccessRequest(), Auditor);

    static async Task<IReadOnlyList<AccessedCall>> CallsAsync(string postgres)
    {
        await using var host = DatabaseFixture.Host(postgres);
        return await host.GetRequiredService<OperationRunner>()
            .RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "probe"), Auditor);
    }
}

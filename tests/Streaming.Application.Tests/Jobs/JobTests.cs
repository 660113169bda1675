using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.CancelJob;
using Streaming.Application.Hosting;
using Streaming.Application.Jobs;
using Streaming.Application.ListJobs;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Application.ReadJobResult;
using Streaming.Application.RunJobs;
using Streaming.Application.ShowJob;
using Streaming.Application.StartJob;
using Streaming.Application.Tests.Setup;
using Streaming.Application.VerifyJobs;
using Streaming.Application.WaitForJob;
using Streaming.Embedded.Tests.Setup;
using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Application.Tests.Jobs;

/// <summary>Jobs through operations, as processes that share nothing but the database see them.</summary>
public sealed class JobTests(DatabaseFixture database)
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    static readonly Caller Anna = new(new Principal("anna", new HashSet<Role> { Role.Auditor, Role.Viewer }), "the yearly audit");
    static readonly Caller Operator = new(new Principal("operator", new HashSet<Role> { Role.Operator, Role.Viewer }));

    /// <summary>Four hosts of two slots each and sixteen jobs: none is left out, none runs twice, let alone at once.</summary>
    [Fact]
    public async Task Hosts_share_jobs_and_none_runs_twice()
    {
        var postgres = await database.NewAsync();
        var runs = new Dictionary<string, int>();
        var probe = new JobProbe(
            async (request, _, stop) =>
            {
                lock (runs)
                    runs[request.Name] = runs.GetValueOrDefault(request.Name) + 1;
                await Task.Yield();
                return 1;
            }
        );
        await using var door = Host(postgres, probe);
        var jobs = new List<long>();
        for (var i = 0; i < 16; i++)
            jobs.Add(await StartAsync(door, probe, new ProbeRequest($"job {i}")));
        var hosts = Enumerable.Range(0, 4).Select(_ => Host(postgres, probe)).ToList();
        using var stop = new CancellationTokenSource();
        var hosting = hosts
            .Select(host => RunAsync(host, new RunJobsOperation(), new RunJobsRequest(Slots: 2), Operator, stop.Token))
            .ToList();

        foreach (var job in jobs)
            (await WaitAsync(door, job)).State.ShouldBe(JobState.Done);

        await stop.CancelAsync();
        await Task.WhenAll(hosting);
        runs.Count.ShouldBe(16);
        runs.Values.ShouldAllBe(count => count == 1);
        foreach (var host in hosts)
            await host.DisposeAsync();
    }

    [Fact]
    public async Task What_a_dead_host_left_is_taken_up_and_the_result_survives_a_restart()
    {
        var postgres = await database.NewAsync();
        long job;
        var begun = new TaskCompletionSource();
        var dying = new JobProbe(
            async (_, _, _) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                return 0;
            }
        );
        // Never disposed of, and its clock stands: it says nothing more, as after kill -9.
        var dead = Host(postgres, dying, new JobSettings { Lease = TimeSpan.FromSeconds(1), Beat = Timeout.InfiniteTimeSpan });
        job = await StartAsync(dead, dying, new ProbeRequest("it"));
        _ = RunAsync(dead, new RunJobsOperation(), new RunJobsRequest(job), Operator);
        await begun.Task.WaitAsync(Soon);

        var probe = new JobProbe((_, _, _) => Task.FromResult(2));
        await using (var next = Host(postgres, probe))
        {
            using var stop = new CancellationTokenSource();
            var hosting = RunAsync(next, new RunJobsOperation(), new RunJobsRequest(), Operator, stop.Token);
            var ended = await WaitAsync(next, job);
            (ended.State, ended.Attempts).ShouldBe((JobState.Done, 2));
            await stop.CancelAsync();
            await hosting;
        }

        await using var later = Host(postgres, probe);
        var result = await RunAsync(later, new ReadJobResultOperation(), new JobRequest(job), Anna);
        result.Typed.ShouldBe(new ProbeResult("it", 2));
        result.Result.GetProperty("runs").GetInt32().ShouldBe(2);
        (await RunAsync(later, new VerifyJobsOperation(), new VerifyJobsRequest(), Anna)).ShouldSatisfyAllConditions(
            v => v.Sound.ShouldBeTrue(),
            v => v.Jobs.ShouldBe(1)
        );
    }

    [Theory]
    [InlineData(JobRule.Repeats, JobState.Queued)]
    [InlineData(JobRule.Once, JobState.Interrupted)]
    public async Task A_host_that_stops_gives_back_what_may_be_repeated(JobRule rule, JobState left)
    {
        var postgres = await database.NewAsync();
        using var stop = new CancellationTokenSource();
        var probe = new JobProbe(
            async (_, _, token) =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
                return 0;
            },
            rule
        );
        await using var host = Host(postgres, probe);
        var job = await StartAsync(host, probe, new ProbeRequest("it"));

        await RunAsync(host, new RunJobsOperation(), new RunJobsRequest(), Operator, stop.Token);

        (await ShowAsync(host, job)).Job.State.ShouldBe(left);
    }

    [Fact]
    public async Task A_job_is_cancelled_from_another_process_while_it_runs_and_tells_how_far_it_is()
    {
        var postgres = await database.NewAsync();
        var probe = new JobProbe(
            async (_, context, stop) =>
            {
                context.Note("well begun");
                context.Report(Advanced.Of("counting", 1, 2, "rows"));
                await Task.Delay(Timeout.Infinite, stop);
                return 0;
            }
        );
        await using var host = Host(postgres, probe);
        await using var door = Host(postgres, probe);
        var job = await StartAsync(door, probe, new ProbeRequest("it"));
        var running = RunAsync(host, new RunJobsOperation(), new RunJobsRequest(job), Operator);
        await UntilAsync(async () =>
            (await ShowAsync(door, job)).Job.Progress
                is { Note: "well begun", Parts: [{ Part: "counting", Done: 1, Unit: "rows", Fraction: 0.5 }] }
        );

        (await RunAsync(door, new CancelJobOperation(), new JobRequest(job), Anna)).State.ShouldBe(JobState.Cancelling);

        await running.WaitAsync(Soon);
        (await ShowAsync(door, job)).Job.State.ShouldBe(JobState.Cancelled);
        (
            await Should.ThrowAsync<StreamingException>(() => RunAsync(door, new ReadJobResultOperation(), new JobRequest(job), Anna))
        ).Message.ShouldContain("it is cancelled");
    }

    /// <summary>As one that was asleep for longer than its lease, and wakes: another may have the job.</summary>
    [Fact]
    public async Task A_host_that_has_lost_its_job_stops_working_on_it_and_writes_nothing()
    {
        var postgres = await database.NewAsync();
        var stopped = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var probe = new JobProbe(
            async (_, _, stop) =>
            {
                begun.TrySetResult();
                await using var registration = stop.Register(() => stopped.TrySetResult());
                await stopped.Task;
                return 1;
            }
        );
        await using var host = Host(postgres, probe);
        var job = await StartAsync(host, probe, new ProbeRequest("it"));
        var running = RunAsync(host, new RunJobsOperation(), new RunJobsRequest(job), Operator);
        await begun.Task.WaitAsync(Soon);

        await DatabaseFixture.ExecuteAsync(
            postgres,
            "update streaming_jobs.jobs set fence = fence + 1, until = clock_timestamp() + interval '1 hour'"
        );

        await stopped.Task.WaitAsync(Soon);
        await running.WaitAsync(Soon);
        (await ShowAsync(host, job)).Job.State.ShouldBe(JobState.Running);
    }

    [Fact]
    public async Task A_failure_is_kept_with_its_code_and_cure()
    {
        var postgres = await database.NewAsync();
        var probe = new JobProbe(
            (request, _, _) =>
                throw (
                    request.Name == "known"
                        ? new StreamingException("not\0 so") { Cure = new Cure("do", "this", "that") }
                        : new IOException("no such disk")
                )
        );
        await using var host = Host(postgres, probe);
        var (known, file) = (
            await StartAsync(host, probe, new ProbeRequest("known")),
            await StartAsync(host, probe, new ProbeRequest("file"))
        );
        await RunAsync(host, new RunJobsOperation(), new RunJobsRequest(known), Operator);
        await RunAsync(host, new RunJobsOperation(), new RunJobsRequest(file), Operator);

        var fault = (await ShowAsync(host, known)).Job.Fault!;
        (fault.Code, fault.Message, fault.Cure!.Code, string.Join(' ', fault.Cure.Arguments)).ShouldBe(
            ("failed", "not so", "do", "this that")
        );
        (await ShowAsync(host, file)).Job.Fault!.ShouldSatisfyAllConditions(
            f => f.Code.ShouldBe("file"),
            f => f.Message.ShouldBe("no such disk")
        );
        var read = await Should.ThrowAsync<StreamingException>(() =>
            RunAsync(host, new ReadJobResultOperation(), new JobRequest(known), Anna)
        );
        (read.Message, read.Cure!.Code).ShouldBe(($"Job {known} has no result: not so", "do"));
        await Should.ThrowAsync<StreamingException>(() => RunAsync(host, new RunJobsOperation(), new RunJobsRequest(known), Operator));
    }

    [Fact]
    public async Task Who_may_not_call_the_operation_may_not_start_cancel_or_read_it_as_a_job()
    {
        var postgres = await database.NewAsync();
        var probe = new JobProbe((_, _, _) => Task.FromResult(1));
        await using (var host = Host(postgres, probe))
        {
            var job = await StartAsync(host, probe, new ProbeRequest("it"));
            var start = new StartJobOperation<ProbeRequest, ProbeResult>(probe);
            await Should.ThrowAsync<RefusedException>(() => RunAsync(host, start, new ProbeRequest("it"), Operator));
            await Should.ThrowAsync<RefusedException>(() => RunAsync(host, new CancelJobOperation(), new JobRequest(job), Operator));
            await RunAsync(host, new RunJobsOperation(), new RunJobsRequest(job), Operator);
            await Should.ThrowAsync<RefusedException>(() => RunAsync(host, new ReadJobResultOperation(), new JobRequest(job), Operator));
            (await ShowAsync(host, job)).Job.State.ShouldBe(JobState.Done);
        }

        await using var auditing = Host(postgres, probe);
        var calls = await RunAsync(auditing, new ReadAccessOperation(), new ReadAccessRequest(), Anna);
        calls
            .Where(c => c.Outcome == "refused")
            .Select(c => (c.Who, c.Operation))
            .ShouldBe([("operator", "job.start"), ("operator", "job.cancel"), ("operator", "job.result")], ignoreOrder: true);
        // On behalf of who asked for it, in their words.
        calls
            .Where(c => c.Operation == "probe.work")
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                c => c.Who.ShouldBe("anna"),
                c => c.Why.ShouldBe("the yearly audit"),
                c => c.About.ShouldBe("it, job 1"),
                c => c.Outcome.ShouldBe("done")
            );
    }

    [Fact]
    public async Task A_job_runs_where_its_files_are_as_they_were()
    {
        var postgres = await database.NewAsync();
        var runs = 0;
        var probe = new JobProbe((_, _, _) => Task.FromResult(Interlocked.Increment(ref runs)));
        await using var host = Host(postgres, probe);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "one");
        var changed = await StartAsync(host, probe, new ProbeRequest("changed", file));
        await File.WriteAllTextAsync(file, "two");
        var same = await StartAsync(host, probe, new ProbeRequest("same", file));
        using var stop = new CancellationTokenSource();
        var hosting = RunAsync(host, new RunJobsOperation(), new RunJobsRequest(), Operator, stop.Token);

        (await WaitAsync(host, same)).State.ShouldBe(JobState.Done);

        await stop.CancelAsync();
        await hosting;
        runs.ShouldBe(1);
        var shown = await ShowAsync(host, changed);
        (shown.Job.State, shown.WhyNotHere).ShouldBe((JobState.Queued, $"{file} is not the file that it was when the job was asked for"));
        File.Delete(file);
        (await ShowAsync(host, changed)).WhyNotHere.ShouldBe($"{file} cannot be read here");
        (await Should.ThrowAsync<StreamingException>(() => StartAsync(host, probe, new ProbeRequest("gone", file)))).Message.ShouldBe(
            $"{file} cannot be read."
        );
    }

    [Fact]
    public async Task Without_a_host_who_waits_runs_it_and_a_list_says_so()
    {
        var postgres = await database.NewAsync();
        var probe = new JobProbe((_, _, _) => Task.FromResult(1));
        await using var host = Host(postgres, probe);
        var job = await StartAsync(host, probe, new ProbeRequest("it"));
        var listed = await RunAsync(host, new ListJobsOperation(), new ListJobsRequest(Open: true), Anna);
        (listed.Jobs.ShouldHaveSingleItem().Id, listed.Hosts.Count).ShouldBe((job, 0));

        (await RunAsync(host, new WaitForJobOperation(), new JobRequest(job), Anna)).State.ShouldBe(JobState.Done);

        (await RunAsync(host, new ListJobsOperation(), new ListJobsRequest(Open: true), Anna)).Jobs.ShouldBeEmpty();
        (await RunAsync(host, new ListJobsOperation(), new ListJobsRequest(), Anna)).Jobs.ShouldHaveSingleItem().HasResult.ShouldBeTrue();
        (await Should.ThrowAsync<StreamingException>(() => ShowAsync(host, 4711))).Cure.ShouldBe(Cure.ListJobs);
    }

    /// <summary>What another version wrote is left to it, and not half understood.</summary>
    [Fact]
    public async Task A_request_of_another_version_is_left_alone()
    {
        var postgres = await database.NewAsync();
        var probe = new JobProbe((_, _, _) => Task.FromResult(1));
        await using var host = Host(postgres, probe);
        using var store = new JobStore(postgres, TimeProvider.System);
        await store.EnsureSchemaAsync();
        var request = (await store.AddAsync(new NewJob("probe.work", """{"name":"it","file":null,"twice":true}""", Repeats: true))).Id;
        var operation = (await store.AddAsync(new NewJob("probe.later", "{}", Repeats: true))).Id;

        (await ShowAsync(host, request)).WhyNotHere.ShouldBe("the request was made by another version");
        (await ShowAsync(host, operation)).WhyNotHere.ShouldBe("this version has no operation probe.later");
    }

    [Fact]
    public async Task What_may_not_be_a_job_is_not_started_as_one()
    {
        var probe = new JobProbe((_, _, _) => Task.FromResult(1), JobRule.Never);
        await using var host = Host("Host=127.0.0.1;Port=1;Username=none", probe);
        (await Should.ThrowAsync<StreamingException>(() => StartAsync(host, probe, new ProbeRequest("it")))).Message.ShouldContain(
            "probe.work cannot be left to a job"
        );
    }

    [Fact]
    public async Task A_result_that_is_too_long_to_keep_is_a_failure_that_says_so()
    {
        var postgres = await database.NewAsync();
        var probe = new JobProbe((_, _, _) => Task.FromResult(1));
        await using var host = Host(postgres, probe);
        using var store = new JobStore(postgres, TimeProvider.System);
        await store.EnsureSchemaAsync();
        var job = (await store.AddAsync(new NewJob("probe.work", "{}", Repeats: true))).Id;
        var lease = (await store.TryTakeAsync(job, "host/1", Soon))!;

        await new JobRun(lease, new JobSettings(), TimeProvider.System, null).RunAsync(
            (_, _) => Task.FromResult(new string('1', JobStore.LongestResult + 1)),
            default
        );

        (await ShowAsync(host, job)).Job.ShouldSatisfyAllConditions(
            j => j.State.ShouldBe(JobState.Failed),
            j => j.Fault!.Message.ShouldContain("4,194,304 are kept")
        );
    }

    static ServiceProvider Host(string postgres, JobProbe probe, JobSettings? settings = null) =>
        DatabaseFixture.Host(postgres, services => services
                .AddJob(probe)
                .AddSingleton(
                    settings
                        ?? new JobSettings
                        {
                            Beat = TimeSpan.FromMilliseconds(50),
                            Poll = TimeSpan.FromMilliseconds(50),
                            LeftToOthers = TimeSpan.FromMilliseconds(200),
                        }
                ));

    static async Task<long> StartAsync(IServiceProvider host, JobProbe probe, ProbeRequest request) =>
        (await RunAsync(host, new StartJobOperation<ProbeRequest, ProbeResult>(probe), request, Anna)).Job.Id;

    static Task<ShownJob> ShowAsync(IServiceProvider host, long job) => RunAsync(host, new ShowJobOperation(), new JobRequest(job), Anna);

    static async Task<DescribedJob> WaitAsync(IServiceProvider host, long job)
    {
        DescribedJob? seen = null;
        await UntilAsync(async () => (seen = (await ShowAsync(host, job)).Job).EndedAt is not null);
        return seen!;
    }

    static Task UntilAsync(Func<Task<bool>> condition) => Eventually.TrueAsync(condition, "nothing more happens", Soon);

    static Task<TResult> RunAsync<TRequest, TResult>(
        IServiceProvider host,
        Operation<TRequest, TResult> operation,
        TRequest request,
        Caller caller,
        CancellationToken stop = default
    ) => host.GetRequiredService<OperationRunner>().RunAsync(operation, request, caller, null, stop);
}
